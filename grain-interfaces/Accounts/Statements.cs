namespace BalanceNotifications.Accounts;

/// <summary>A bill to a guarantor, or to an entity such as an employer (V9). The numbers are stored.</summary>
public enum StatementKind
{
    Statement = 1,
    Invoice = 2,
}

/// <summary>Posts one statement. The same id with the same body is answered, not repeated.</summary>
/// <param name="Balance">The account's balance that came with the statement.</param>
/// <param name="Profile">Id or name of the profile for this statement; null for the account's or the default.</param>
/// <param name="CardChargeDate">The day the card on file will be charged; null when it will not.</param>
/// <param name="Batch">The batch that brought it; null when it was posted alone.</param>
/// <param name="BodyHash">Hash of what the client sent, to tell a repeat from a reused id.</param>
/// <param name="Account">Guarantor columns that came with the statement, applied first; null when none did.</param>
[GenerateSerializer, Immutable, Alias("post-statement")]
public sealed record PostStatement(
    [property: Id(0)] string StatementId,
    [property: Id(1)] StatementKind Kind,
    [property: Id(2)] DateOnly StatementDate,
    [property: Id(3)] DateOnly DueDate,
    [property: Id(4)] Money AmountDue,
    [property: Id(5)] BalanceSnapshot Balance,
    [property: Id(6)] string? Profile,
    [property: Id(7)] DateOnly? CardChargeDate,
    [property: Id(8)] Guid? Batch,
    [property: Id(9)] string BodyHash,
    [property: Id(10)] SaveAccount? Account,
    [property: Id(11)] string Actor);

/// <summary>How the post of a statement or posting ended.</summary>
public enum PostOutcome
{
    Created,

    /// <summary>Seen before with the same body; the first answer stands.</summary>
    Repeated,

    /// <summary>Seen before with another body.</summary>
    IdReused,

    /// <summary>Dated before what the ledger remembers, so a repeat could not be told.</summary>
    TooOld,

    /// <summary>The account was never created.</summary>
    NoAccount,

    /// <summary>A reversal of what is not known, was reversed already, or is a reversal itself.</summary>
    UnknownPosting,

    /// <summary>The account was merged into another, and takes nothing any more.</summary>
    Merged,
}

/// <summary>The answer to a posted statement, kept in the ledger for repeats.</summary>
/// <param name="Level">The dunning level it is billed at; 0 when nothing was planned.</param>
/// <param name="Profile">Id of the profile that planned it; null when none did.</param>
/// <param name="Planned">How many notifications were planned.</param>
/// <param name="Why">Why nothing was planned, for example <c>noProfile</c>; null when something was.</param>
/// <param name="Warning">
/// <c>cycleDays</c> where the statement before lies fewer days back than the profile says (V38); null otherwise.
/// </param>
[GenerateSerializer, Immutable, Alias("statement-answer")]
public sealed record StatementAnswer(
    [property: Id(0)] string StatementId,
    [property: Id(1)] string Account,
    [property: Id(2)] StatementKind Kind,
    [property: Id(3)] DateOnly StatementDate,
    [property: Id(4)] DateOnly DueDate,
    [property: Id(5)] Money AmountDue,
    [property: Id(6)] Money CurrentBalance,
    [property: Id(7)] int Level,
    [property: Id(8)] Guid? Profile,
    [property: Id(9)] int? ProfileRevision,
    [property: Id(10)] int Planned,
    [property: Id(11)] string? Why,
    [property: Id(12)] string? Warning = null);

[GenerateSerializer, Immutable, Alias("post-statement-result")]
public sealed record PostStatementResult(
    [property: Id(0)] PostOutcome Outcome,
    [property: Id(1)] StatementAnswer? Statement,
    [property: Id(2)] string? MergedInto = null);

/// <summary>What an account had to take back of a cancelled batch.</summary>
public enum TakeBackOutcome
{
    /// <summary>Nothing, or nothing any more.</summary>
    Nothing,

    TookBack,

    /// <summary>The account is being merged into another, and cannot tell which of the two has it: ask again.</summary>
    Busy,
}

/// <summary>How the withdrawal of a statement ended.</summary>
public enum WithdrawOutcome
{
    Withdrawn,
    NotFound,

    /// <summary>The account is being merged into another; the statement is found there.</summary>
    Merged,
}
