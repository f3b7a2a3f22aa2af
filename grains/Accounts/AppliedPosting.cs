using System.Text.Json.Serialization;

namespace BalanceNotifications.Accounts;

/// <summary>One posting as an account remembers it.</summary>
/// <param name="Change">What it does to the balance: negative lowers.</param>
/// <param name="ReceivedAt">When it reached us; null in states of the first release: when it happened.</param>
/// <param name="Reduction">
/// What it takes off statements that do not include it yet; negative for a reversal of such. Null in states of the first
/// release: whatever it lowered.
/// </param>
/// <param name="Undoes">
/// The moment of the posting that a reversal undoes: a statement that includes that one is not raised by the reversal,
/// any more than by a new charge. Null for other postings.
/// </param>
internal sealed record AppliedPosting(
    string Id,
    DateTimeOffset At,
    Money Change,
    DateTimeOffset? ReceivedAt = null,
    Money? Reduction = null,
    PostingMoment? Undoes = null)
{
    [JsonIgnore]
    public PostingMoment Moment => new(At, ReceivedAt ?? At);

    /// <summary>What decides whether a statement includes its reduction.</summary>
    [JsonIgnore]
    public PostingMoment Reduces => Undoes ?? Moment;

    [JsonIgnore]
    public Money Reduced => Reduction ?? Money.Max(Money.Zero, -Change);
}
