using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime;

namespace BalanceNotifications.Simulation;

/// <summary>That a simulation tells beforehand what the real engine then does.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SimulationAgreementTests(ClusterFixture cluster)
{
    private const int Accounts = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(20261123)]
    public async Task The_real_engine_does_what_the_simulation_said_event_for_event(int seed)
    {
        var town = await SimulatedTown.FoundAsync(cluster);
        var seen = new HashSet<(NotificationStatus, string?)>();
        for (var number = 0; number < Accounts; number++)
        {
            var (made, key, account, course) = town.Play(seed, number);
            cluster.Clock.Now = town.Setup.Start;
            await AccountOf(key).SaveAsync(made, default);
            await LiveAsync(town, key, account, course.Events);

            Assert.Equal(EventsOf(account), await TrailAsync(key));
            seen.UnionWith(account.Trail.Select(entry => (entry.Status, entry.Reason)));
        }

        // Otherwise the two would agree on little.
        Assert.Superset(
            new HashSet<(NotificationStatus, string?)>
            {
                (NotificationStatus.Scheduled, null),
                (NotificationStatus.Sent, null),
                (NotificationStatus.WillNotSend, Reason.OptedOut),
                (NotificationStatus.Scheduled, Reason.With(Reason.Fallback, "email")),
            },
            seen);
    }

    [Theory]
    [InlineData("hold", NotificationStatus.WillNotSend, "hold: dispute")]
    [InlineData("pause", NotificationStatus.Deferred, Reason.Paused)]
    [InlineData("cap", NotificationStatus.WillNotSend, Reason.FrequencyCap)]
    [InlineData("bounce", NotificationStatus.WillNotSend, Reason.ErroredOut)]
    public async Task It_does_so_from_wherever_an_account_stands(string what, NotificationStatus status, string reason)
    {
        var town = await SimulatedTown.FoundAsync(cluster, settings => what switch
        {
            "pause" => settings with { Paused = true },
            "cap" => settings with { FrequencyCap = new(2, 14) },
            _ => settings,
        });
        var key = AccountKey.Of(town.Practice.Id, town.Practice.Salt, "100234");
        var firstBilling = await BringThereAsync(town, key, what);
        var before = await TrailAsync(key);
        var stored = await cluster.Services.GetRequiredService<StoredAccounts>().ReadAsync(key);
        var account = new VirtualAccount(
            town.Setup, key, stored, new HashSet<Channel>(), new TextSize("https://pay.example/q/aaaaaaaaaaaaaaaaaaaaaaa"));
        var course = new AccountCourse(town.Setup, account, [], firstBilling, SampleAccounts.ChanceOf(1, 1));
        course.Run(default);

        await LiveAsync(town, key, account, course.Events);

        Assert.Equal(EventsOf(account), (await TrailAsync(key)).Except(before));
        Assert.Contains((status, reason), account.Trail.Select(entry => (entry.Status, entry.Reason)));
    }

    /// <returns>When the simulation is to bill first.</returns>
    private async Task<DateOnly> BringThereAsync(SimulatedTown town, AccountKey key, string what)
    {
        cluster.Clock.Now = town.Setup.Start;
        var account = AccountOf(key);
        await account.SaveAsync(
            new(
                "100234",
                new("Ann", "Lee", "en", "ann@home.example", "+13125550123", TimeZone: "America/Chicago"),
                AccountFields.All,
                new(Paperless: SwitchState.OptedIn, Email: SwitchState.OptedIn, Text: SwitchState.OptedIn),
                new(town.Setup.Start.AddDays(-90), "intake form", ""), new(Money.From(500), null), null, "test"),
            default);
        if (what == "hold")
        {
            var until = town.Setup.Start.AddDays(20);
            await account.PlaceHoldAsync(new("h-1", HoldReason.Dispute, until, "", town.Setup.Start, "test"), default);
        }

        if (what != "bounce")
        {
            return SimulatedTown.From;
        }

        await account.PostStatementAsync(
            new(
                "S-1", StatementKind.Statement, SimulatedTown.From, SimulatedTown.From.AddDays(10), Money.From(500),
                new(Money.From(500), null), null, null, null, "hash", null, "test"),
            default);
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");
        while ((await account.GetAsync(default))!.Email.State is SwitchState.OptedIn)
        {
            var due = (await account.GetCadenceAsync(default))!.Min(planned => planned.DueAt);
            cluster.Clock.Now = due > cluster.Clock.Now ? due : cluster.Clock.Now;
            await TickAsync(account);
        }

        return SimulatedTown.From.AddDays(14);
    }

    /// <summary>
    /// Tells a real account the same on the same days, and delivers its ticks when they are due. Where all that is due
    /// stays as it is, the next tick comes when the simulation says that something happens, and a minute before.
    /// </summary>
    private async Task LiveAsync(
        SimulatedTown town, AccountKey key, VirtualAccount simulated, IReadOnlyList<AccountEvent> events)
    {
        var account = AccountOf(key);
        var told = new Queue<AccountEvent>(events);
        var happens = simulated.Trail
            .SelectMany(entry => (DateTimeOffset[])[entry.At.AddMinutes(-1), entry.At]).Order().ToArray();
        var allStay = false;
        while (true)
        {
            var open = await OpenAsync(account);
            var tick = allStay
                ? happens.Where(at => at > cluster.Clock.Now).Select(at => (DateTimeOffset?)at).FirstOrDefault()
                : open.Min(planned => (DateTimeOffset?)planned.DueAt);
            var next = told.TryPeek(out var first) && !(tick < first.At) ? first.At : tick;
            if (next is not { } at || at >= town.Setup.End)
            {
                return;
            }

            cluster.Clock.Now = at > cluster.Clock.Now ? at : cluster.Clock.Now;
            if (first is not null && next == first.At)
            {
                await TellAsync(account, told.Dequeue());
                allStay = false;
            }
            else
            {
                await TickAsync(account);
                allStay = open.SequenceEqual(await OpenAsync(account));
            }
        }
    }

    private IAccountGrain AccountOf(AccountKey key) => cluster.Grains.GetGrain<IAccountGrain>(key.ToString());

    private static async Task<IReadOnlyList<(Guid, NotificationStatus, DateTimeOffset DueAt)>> OpenAsync(
        IAccountGrain account) =>
        [
            .. (await account.GetCadenceAsync(default))!
                .Select(planned => (planned.Id, planned.Status, planned.DueAt)),
        ];

    private static Task TickAsync(IAccountGrain account) => account.AsReference<IRemindable>().ReceiveReminder(
        CadenceReminder.Name, new TickStatus(default, TimeSpan.FromMinutes(1), default));

    private static IEnumerable<Event> EventsOf(VirtualAccount account) => account.Trail
        .Select(entry => new Event(entry.Notification, entry.Sequence, entry.At, entry.Status, entry.Reason))
        .OrderBy(happened => (happened.Notification, happened.Sequence));

    private static async Task TellAsync(IAccountGrain account, AccountEvent told)
    {
        if (told.Statement is { } statement)
        {
            var result = await account.PostStatementAsync(statement, default);
            Assert.Equal(told.Answer, result.Statement);
        }
        else
        {
            Assert.Equal(PostOutcome.Created, (await account.PostAsync(told.Posting!, default)).Outcome);
        }
    }

    private async Task<IEnumerable<Event>> TrailAsync(AccountKey key)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(
            """
            select t.notification_id, t.sequence, t.at, t.status, t.reason
            from notification_trail t join notification n on n.id = t.notification_id
            where n.practice_id = $1 and n.account_key = $2
            """);
        command.Parameters.Add(Database.Value(key.Practice));
        command.Parameters.Add(Database.Value(key.Hash));
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<Event>();
        while (await reader.ReadAsync())
        {
            events.Add(new(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2),
                (NotificationStatus)reader.GetInt16(3), reader.Nullable<string>(4)));
        }

        return events.OrderBy(happened => (happened.Notification, happened.Sequence));
    }

    private sealed record Event(
        Guid Notification, int Sequence, DateTimeOffset At, NotificationStatus Status, string? Reason);
}
