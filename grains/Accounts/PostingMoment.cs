using System.Text.Json.Serialization;

namespace BalanceNotifications.Accounts;

/// <summary>When something was posted.</summary>
/// <param name="At">When it happened at the practice.</param>
/// <param name="ReceivedAt">When it reached us.</param>
internal readonly record struct PostingMoment(DateTimeOffset At, DateTimeOffset ReceivedAt)
{
    /// <summary>The later of both, member by member.</summary>
    public static PostingMoment Latest(PostingMoment left, PostingMoment right) => new(
        left.At > right.At ? left.At : right.At,
        left.ReceivedAt > right.ReceivedAt ? left.ReceivedAt : right.ReceivedAt);
}

/// <summary>The moment that a stated amount speaks of: the instant it was taken, or else its own arrival.</summary>
/// <param name="AsOf">Postings up to then are in the amount. Null: those that came before it are.</param>
internal readonly record struct StatedMoment(DateTimeOffset? AsOf, DateTimeOffset ReceivedAt)
{
    /// <summary>What orders stated amounts: of two, the later one is the truth.</summary>
    [JsonIgnore]
    public DateTimeOffset Order => AsOf ?? ReceivedAt;

    public bool IsOlderThan(StatedMoment other) =>
        Order < other.Order || (Order == other.Order && ReceivedAt < other.ReceivedAt);

    /// <summary>Whether a posting that was there already is in the amount that comes now.</summary>
    public bool Includes(PostingMoment known) => AsOf is { } asOf ? known.At <= asOf : known.ReceivedAt <= ReceivedAt;

    /// <summary>
    /// Whether a posting that comes now is in the amount that was there already. Received at the same instant, whatever
    /// comes second counts on top.
    /// </summary>
    public bool IncludesLate(PostingMoment arriving) =>
        AsOf is { } asOf ? arriving.At <= asOf : arriving.ReceivedAt < ReceivedAt;
}
