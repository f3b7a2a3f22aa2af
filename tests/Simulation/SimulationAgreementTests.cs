using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
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
            await LiveAsync(town, key, made, course.Events);

            var simulated = account.Trail
                .Select(entry => new Event(entry.Notification, entry.Sequence, entry.At, entry.Status, entry.Reason))
                .OrderBy(happened => (happened.Notification, happened.Sequence));
            Assert.Equal(simulated, await TrailAsync(key));
            seen.UnionWith(account.Trail.Select(entry => (entry.Status, entry.Reason)));
        }

        // Otherwise the two would agree on little.
        Assert.Superset(
            new HashSet<(NotificationStatus, string?)>
            {
                (NotificationStatus.Scheduled, null),
                (NotificationStatus.Sent, null),
                (NotificationStatus.WillNotSend, Reason.OptedOut),
            },
            seen);
    }

    /// <summary>Tells a real account the same on the same days, and delivers its ticks when they are due.</summary>
    private async Task LiveAsync(
        SimulatedTown town, AccountKey key, SaveAccount made, IReadOnlyList<AccountEvent> events)
    {
        var account = cluster.Grains.GetGrain<IAccountGrain>(key.ToString());
        cluster.Clock.Now = town.Setup.Start;
        await account.SaveAsync(made, default);
        var told = new Queue<AccountEvent>(events);
        while (true)
        {
            var tick = (await account.GetCadenceAsync(default))!.Min(planned => (DateTimeOffset?)planned.DueAt);
            var next = told.TryPeek(out var first) && !(tick < first.At) ? first.At : tick;
            if (next is not { } at || at >= town.Setup.End)
            {
                return;
            }

            cluster.Clock.Now = at > cluster.Clock.Now ? at : cluster.Clock.Now;
            if (first is not null && next == first.At)
            {
                await TellAsync(account, told.Dequeue());
            }
            else
            {
                await account.AsReference<IRemindable>().ReceiveReminder(
                    CadenceReminder.Name, new TickStatus(default, TimeSpan.FromMinutes(1), default));
            }
        }
    }

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
