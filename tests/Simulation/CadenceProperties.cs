using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using CsCheck;

namespace BalanceNotifications.Simulation;

/// <summary>What holds for every account, whatever its profile, its people and its clock.</summary>
public sealed class CadenceProperties
{
    private static readonly SimulatedTown Town = SimulatedTown.Of(
        new Practice(1, "north", "town", NorthClinic.Salt, 1, NorthClinic.Settings),
        NorthClinic.ProfileId, NorthClinic.Template, new("01990000-0000-7000-8000-000000000009"));

    private static readonly DateTimeOffset End = Town.Setup.Start.AddDays(SimulatedTown.Days);

    [Fact]
    public void None_is_sent_after_an_opt_out() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, SimulatedTown.Days * 24]).Sample((number, hour) =>
        {
            var optedOutAt = Town.Setup.Start.AddHours(hour);
            var (key, account) = Open(number);
            Bill(account, days: 0);
            Bill(account, days: 28);
            Tick(account, Town.Setup.Start, optedOutAt);

            var after = new VirtualAccount(
                Town.Setup, key, AccountCommands.SetSwitches(account.State, OptOuts, "test", optedOutAt),
                new HashSet<Channel>(), Texts);
            Tick(after, optedOutAt, End);

            return after.Trail.All(entry =>
                entry.At < optedOutAt || entry.Status is not (NotificationStatus.Sending or NotificationStatus.Sent));
        });

    [Fact]
    public void No_chain_of_a_rule_sends_twice() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Bool).Sample((number, pays) =>
        {
            var (_, account) = Open(number);
            Bill(account, days: 0);
            Tick(account, Town.Setup.Start, Town.Setup.Start.AddDays(12));
            Pay(account, pays ? [500] : [], Town.Setup.Start.AddDays(12));
            Bill(account, days: 28);
            Tick(account, Town.Setup.Start.AddDays(12), End);

            var rules = account.Ended.ToLookup(ended => ended.Id, ended => (ended.StatementId, ended.Rule));
            return account.Trail
                .Where(entry => entry.Status is NotificationStatus.Sent)
                .GroupBy(entry => rules[entry.Notification].First())
                .All(chain => chain.Count() == 1);
        });

    [Fact]
    public void The_same_postings_in_any_order_between_two_statements_give_the_same_cadence() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 9_000].Array[0, 6], Gen.Int[1, 9_000].Array[0, 6], Gen.Int)
            .Sample((number, before, after, seed) =>
            {
                var chance = new Random(seed);
                return Cadence(number, before, after) == Cadence(number, Shuffled(before), Shuffled(after));

                int[] Shuffled(int[] cents)
                {
                    var shuffled = cents.ToArray();
                    chance.Shuffle(shuffled);
                    return shuffled;
                }
            });

    [Fact]
    public void A_tick_more_whenever_it_comes_changes_nothing() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, SimulatedTown.Days * 24 * 60].Array[1, 40]).Sample((number, minutes) =>
        {
            var (_, once) = Open(number);
            Bill(once, days: 0);
            Tick(once, Town.Setup.Start, End);

            var (_, often) = Open(number);
            Bill(often, days: 0);
            var from = Town.Setup.Start;
            foreach (var extra in minutes.Order().Select(minute => Town.Setup.Start.AddMinutes(minute)))
            {
                Tick(often, from, extra);
                often.Tick(extra);
                often.Tick(extra);
                from = extra;
            }

            Tick(often, from, End);
            return once.Trail.SequenceEqual(often.Trail);
        });

    // What is planned after two statements with postings around the second, as one text.
    private static string Cadence(int number, int[] before, int[] after)
    {
        var (_, account) = Open(number);
        Bill(account, days: 0);
        Pay(account, before, Town.Setup.Start.AddDays(10));
        Bill(account, days: 28);
        Pay(account, after, Town.Setup.Start.AddDays(29));
        var state = account.State;
        return string.Join('\n', account.Open.Select(planned => $"{planned.Id} {planned.Level} {planned.DueAt:O}").Order())
            + $"\n{state.Balance.Current} {state.DunningCount} "
            + string.Join(' ', state.Statements.Select(statement => StatementStanding.AmountDue(state, statement)));
    }

    private static void Tick(VirtualAccount account, DateTimeOffset from, DateTimeOffset until)
    {
        var now = from;
        while (account.NextTickAt(now) is { } next && next < until)
        {
            now = next > now ? next : now;
            account.Tick(now);
        }
    }

    private static void Bill(VirtualAccount account, int days)
    {
        var date = SimulatedTown.From.AddDays(days);
        account.Post(
            new PostStatement(
                $"S-{days}", StatementKind.Statement, date, date.AddDays(21), Money.From(120),
                new BalanceSnapshot(Money.From(120), Town.Setup.Start.AddDays(days)), null, date.AddDays(14), null,
                "hash", null, "test"),
            Town.Setup.Start.AddDays(days));
    }

    // Each at a minute of its own, which belongs to the amount and not to the order it is told in.
    private static void Pay(VirtualAccount account, int[] cents, DateTimeOffset day)
    {
        foreach (var amount in cents)
        {
            account.Post(
                new PostPosting(
                    $"P-{day:dd}-{amount}", PostingType.Payment, new Money(amount), day.AddSeconds(amount), null, "hash",
                    "test"),
                day.AddHours(6));
        }
    }

    private static (AccountKey Key, VirtualAccount Account) Open(int number)
    {
        var made = SampleAccounts.Make(number, SampleAccounts.ChanceOf(3, number), Town.Setup.Start);
        var key = AccountKey.Of(Town.Practice.Id, Town.Practice.Salt, made.Number);
        return (key, new VirtualAccount(
            Town.Setup, key, AccountCommands.Save(new AccountState(), made, Town.Practice.Settings, Town.Setup.Start),
            new HashSet<Channel>(), Texts));
    }

    private static TextSize Texts => new("https://pay.example/q/aaaaaaaaaaaaaaaaaaaaaaa");

    private static IReadOnlyList<SwitchChange> OptOuts =>
    [
        .. new[] { SwitchKind.Email, SwitchKind.Text, SwitchKind.Voice }
            .Select(kind => new SwitchChange(kind, SwitchState.OptedOut, "asked", null)),
    ];
}
