using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Accounts;

/// <summary>
/// The newest snapshot plus later postings (design.md 4.7), whatever the order in which they arrive.
/// </summary>
internal sealed record AccountBalance
{
    /// <summary>Postings after the snapshot remembered one by one; older ones are folded into the snapshot.</summary>
    public const int Remembered = 100;

    /// <summary>Postings in the snapshot that are remembered besides, for a statement that comes late.</summary>
    public const int RememberedWithin = 25;

    /// <summary>The balance of the newest snapshot, with what was folded into it.</summary>
    public Money Snapshot { get; init; }

    /// <summary>The instant the snapshot was taken, or came when it did not say; null before the first.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The snapshot came without an instant: everything that arrives after it counts.</summary>
    public bool ByArrival { get; init; } = true;

    /// <summary>When the snapshot reached us; null before the first, and in states of the first release.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>What was posted after the snapshot, oldest first.</summary>
    public ImmutableArray<AppliedPosting> Later { get; init; } = [];

    /// <summary>What the snapshot includes of what was posted, oldest first.</summary>
    public ImmutableArray<AppliedPosting> Within { get; init; } = [];

    /// <summary>The last of what was folded into the snapshot: an older one would lose it. Null when nothing was.</summary>
    public PostingMoment? FoldedUpTo { get; init; }

    /// <summary>The newest snapshot that said nothing is owed; null when none did.</summary>
    public StatedMoment? ClearedAt { get; init; }

    [JsonIgnore]
    public Money Current => Later.Aggregate(Snapshot, (balance, posting) => balance + posting.Change);

    /// <summary>All that is remembered of what was posted.</summary>
    [JsonIgnore]
    public IEnumerable<AppliedPosting> Known => Within.Concat(Later);

    private StatedMoment? Stated => AsOf is not { } at ? null
        : ByArrival ? new(null, at)
        : new(at, ReceivedAt ?? DateTimeOffset.MinValue);

    /// <summary>An older snapshot than the one held is ignored.</summary>
    /// <param name="receivedAt">When it reached us.</param>
    public AccountBalance Take(BalanceSnapshot snapshot, DateTimeOffset receivedAt)
    {
        var stated = new StatedMoment(snapshot.AsOf, receivedAt);
        var told = snapshot.Balance > Money.Zero || (ClearedAt is { } cleared && stated.IsOlderThan(cleared))
            || IsBeforeMerge(stated)
            ? this
            : this with { ClearedAt = stated };
        if ((Stated is { } held && stated.IsOlderThan(held)) || IsBeforeFolded(stated))
        {
            return told;
        }

        var known = Known.OrderBy(posting => posting.At).ToArray();
        return told with
        {
            Snapshot = snapshot.Balance,
            AsOf = stated.Order,
            ByArrival = snapshot.AsOf is null,
            ReceivedAt = receivedAt,
            FoldedUpTo = null,
            Later = [.. known.Where(posting => !stated.Includes(posting.Moment))],
            Within = [.. known.Where(posting => stated.Includes(posting.Moment)).TakeLast(RememberedWithin)],
        };
    }

    /// <summary>A posting from before the snapshot is in it already.</summary>
    public AccountBalance Apply(AppliedPosting posting)
    {
        if (Stated is { } held && held.IncludesLate(posting.Moment))
        {
            return this with { Within = Remember(Within, posting) };
        }

        var later = Insert(Later, posting);
        return later.Length <= Remembered
            ? this with { Later = later }
            : this with
            {
                Snapshot = Snapshot + later[0].Change,
                FoldedUpTo = PostingMoment.Latest(FoldedUpTo ?? later[0].Moment, later[0].Moment),
                Within = Remember(Within, later[0]),
                Later = later.RemoveAt(0),
            };
    }

    // A zero from before a merge speaks of one of the two debts, and clears no statement of the other.
    private bool IsBeforeMerge(StatedMoment stated) =>
        Later.Any(posting => Merging.IsOf(posting) && !stated.Includes(posting.Moment));

    private bool IsBeforeFolded(StatedMoment stated) => FoldedUpTo is { } folded && !stated.Includes(folded);

    private static ImmutableArray<AppliedPosting> Remember(
        ImmutableArray<AppliedPosting> within, AppliedPosting posting)
    {
        var more = Insert(within, posting);
        return more.Length <= RememberedWithin ? more : more.RemoveAt(0);
    }

    private static ImmutableArray<AppliedPosting> Insert(
        ImmutableArray<AppliedPosting> postings, AppliedPosting posting) =>
        postings.Add(posting).Sort((left, right) => left.At.CompareTo(right.At));
}
