using CsCheck;

namespace BalanceNotifications.Accounts;

public sealed class AccountBalanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_order_of_arrival_changes_nothing_when_a_snapshot_says_when_it_was_taken() =>
        Gen.Select(Gen.Int[0, 50].Array[1, 20], Gen.Int[0, 50].HashSet[1, 5], Gen.Int)
            .Sample((postings, snapshots, seed) =>
            {
                Func<AccountBalance, AccountBalance>[] events =
                [
                    .. postings.Select((hour, i) => (Func<AccountBalance, AccountBalance>)(balance =>
                        balance.Apply(new($"p-{i}", Start.AddHours(hour), new(-100 - i))))),
                    .. snapshots.Select(hour => (Func<AccountBalance, AccountBalance>)(balance =>
                        balance.Take(new(new(10_000 + hour), Start.AddHours(hour)), Start.AddDays(9)))),
                ];
                var shuffled = events.ToArray();
                new Random(seed).Shuffle(shuffled);

                return Fold(events).Current == Fold(shuffled).Current;
            });

    [Fact]
    public void A_snapshot_without_an_instant_counts_from_its_arrival()
    {
        var balance = new AccountBalance()
            .Take(new(Money.From(100), null), Start)
            .Apply(new("p-1", Start.AddDays(-1), Money.From(-30), Start));

        Assert.Equal(Money.From(70), balance.Current);
    }

    [Fact]
    public void Postings_beyond_those_remembered_still_count()
    {
        var balance = Enumerable.Range(0, AccountBalance.Remembered + 5).Aggregate(
            new AccountBalance().Take(new(Money.From(500), Start), Start),
            (current, i) => current.Apply(new($"p-{i}", Start.AddHours(i + 1), Money.From(-1))));

        Assert.Equal(Money.From(500 - AccountBalance.Remembered - 5), balance.Current);
        Assert.Equal(AccountBalance.Remembered, balance.Later.Length);
    }

    [Fact]
    public void A_snapshot_from_before_what_was_folded_would_lose_it_and_is_ignored()
    {
        var posted = Enumerable.Range(0, AccountBalance.Remembered + 5).Aggregate(
            new AccountBalance().Take(new(Money.From(500), Start), Start),
            (current, i) => current.Apply(new($"p-{i}", Start.AddHours(i + 1), Money.From(-1), Start.AddHours(i + 1))));

        var told = posted.Take(new(Money.From(499), Start.AddHours(2)), Start.AddDays(30));

        Assert.Equal(posted.Current, told.Current);
    }

    private static AccountBalance Fold(IEnumerable<Func<AccountBalance, AccountBalance>> events) =>
        events.Aggregate(new AccountBalance(), (balance, next) => next(balance));
}
