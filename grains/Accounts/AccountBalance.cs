using System.Collections.Immutable;

namespace BalanceNotifications.Accounts;

/// <summary>The newest snapshot plus later postings (design.md 4.7).</summary>
internal sealed record AccountBalance
{
    /// <summary>Postings remembered one by one; older ones are folded into the snapshot.</summary>
    public const int Remembered = 100;

    /// <summary>The balance of the newest snapshot, with what was folded into it.</summary>
    public Money Snapshot { get; init; }

    /// <summary>The instant the snapshot was taken; null before the first.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The snapshot came without an instant: everything that arrives after it counts.</summary>
    public bool ByArrival { get; init; } = true;

    /// <summary>What was posted after the snapshot, oldest first.</summary>
    public ImmutableArray<AppliedPosting> Later { get; init; } = [];

    public Money Current => Later.Aggregate(Snapshot, (balance, posting) => balance + posting.Change);

    /// <summary>An older snapshot than the one held is ignored.</summary>
    public AccountBalance Take(BalanceSnapshot snapshot, DateTimeOffset now) => snapshot.AsOf switch
    {
        null when ByArrival && snapshot.ReceivedAt <= AsOf => this,
        null => new() { Snapshot = snapshot.Balance, AsOf = snapshot.ReceivedAt ?? now, ByArrival = true },
        { } asOf when asOf < AsOf => this,
        { } asOf => new()
        {
            Snapshot = snapshot.Balance,
            AsOf = asOf,
            ByArrival = false,
            Later = [.. Later.Where(posting => posting.At > asOf)],
        },
    };

    /// <summary>A posting from before the snapshot is in it already.</summary>
    public AccountBalance Apply(AppliedPosting posting)
    {
        if (!ByArrival && posting.At <= AsOf)
        {
            return this;
        }

        var later = Later.Add(posting).Sort((left, right) => left.At.CompareTo(right.At));
        return later.Length <= Remembered
            ? this with { Later = later }
            : this with { Snapshot = Snapshot + later[0].Change, Later = later.RemoveAt(0) };
    }
}

/// <param name="Change">What it does to the balance: negative lowers.</param>
internal sealed record AppliedPosting(string Id, DateTimeOffset At, Money Change);
