namespace BalanceNotifications.Accounts;

/// <summary>What changed a balance. The numbers are stored; they never change.</summary>
public enum PostingType
{
    Payment = 1,
    Credit = 2,
    WriteOff = 3,
    Charge = 4,
    Refund = 5,

    /// <summary>Signed: positive raises the balance.</summary>
    Adjustment = 6,

    /// <summary>Undoes the posting named by <see cref="PostPosting.Reverses"/>.</summary>
    Reversal = 7,
}

/// <summary>Posts one change of the balance. The same id with the same body is answered, not repeated.</summary>
/// <param name="Amount">Positive, but for an adjustment; zero for a reversal.</param>
/// <param name="At">When it happened at the practice; decides whether a snapshot already holds it.</param>
/// <param name="Reverses">The posting a reversal undoes; null otherwise.</param>
/// <param name="ReceivedAt">
/// When it reached us, where it waited since; null: now. Decides whether it came before a snapshot without an instant.
/// </param>
[GenerateSerializer, Immutable, Alias("post-posting")]
public sealed record PostPosting(
    [property: Id(0)] string PostingId,
    [property: Id(1)] PostingType Type,
    [property: Id(2)] Money Amount,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string? Reverses,
    [property: Id(5)] string BodyHash,
    [property: Id(6)] string Actor,
    [property: Id(7)] DateTimeOffset? ReceivedAt = null);

/// <summary>The answer to a posting, kept in the ledger for repeats and reversals.</summary>
/// <param name="Change">What it did to the balance: negative lowers.</param>
/// <param name="Balance">The balance after it.</param>
/// <param name="ReceivedAt">When it reached us; null in answers of the first release.</param>
[GenerateSerializer, Immutable, Alias("posting-answer")]
public sealed record PostingAnswer(
    [property: Id(0)] string PostingId,
    [property: Id(1)] PostingType Type,
    [property: Id(2)] Money Amount,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] Money Change,
    [property: Id(5)] Money Balance,
    [property: Id(6)] DateTimeOffset? ReceivedAt = null);

[GenerateSerializer, Immutable, Alias("post-posting-result")]
public sealed record PostPostingResult(
    [property: Id(0)] PostOutcome Outcome,
    [property: Id(1)] PostingAnswer? Posting,
    [property: Id(2)] string? MergedInto = null);
