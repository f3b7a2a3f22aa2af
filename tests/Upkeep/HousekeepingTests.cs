using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Upkeep;

/// <summary>The jobs of a silo on a clock that is driven, beside a cluster whose own stands still.</summary>
[Collection(ClusterFixture.Name)]
public sealed class HousekeepingTests(ClusterFixture cluster)
{
    private static readonly TimeSpan OverAnHour = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan OverFiveMinutes = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Each_hour_it_clears_leftovers_away()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var batch = Guid.CreateVersion7();
        await practice.ExecuteAsync(
            """
            insert into batch (practice_id, id, kind, status, created_by, ended_at)
            values ($1, $2, 3, 3, 'test', bn_now() - interval '8 days')
            """,
            Database.Value(practice.Id), Database.Value(batch));
        await practice.ExecuteAsync(
            "insert into ledger values ($1, $2, 5, $3, '', '{}', bn_now() - interval '8 days')",
            Database.Value(practice.Id), Database.Value(practice.Key.Hash), Database.Value($"{batch:n}/1"));
        await practice.ExecuteAsync(
            """
            insert into link (practice_id, notification_id, purpose, token_hash, account_key, expires_at)
            values ($1, $2, 1, sha256($3), $4, bn_now() - interval '31 days')
            """,
            Database.Value(practice.Id), Database.Value(batch), Database.Value(batch.ToByteArray()),
            Database.Value(practice.Key.Hash));

        await WhileItRunsAsync(OverAnHour, async () =>
            await CountAsync("select count(*) from ledger where kind = 5 and practice_id = $1::integer", practice.Id) == 0
            && await CountAsync("select count(*) from link where practice_id = $1::integer", practice.Id) == 0);
    }

    [Fact]
    public async Task Every_few_minutes_it_wakes_who_is_overdue_without_a_reminder()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.LoseReminderAsync();

        await WhileItRunsAsync(OverFiveMinutes, async () => await CountAsync(
            "select count(*) from orleansreminderstable where grainid = $1", $"account/{practice.Key}") == 1);
    }

    // It begins its day when it likes, so the clock goes on until it has.
    private async Task WhileItRunsAsync(TimeSpan step, Func<Task<bool>> done)
    {
        var clock = new FakeTimeProvider(TestClock.MondayAtTen.AddDays(1));
        using var housekeeping = ActivatorUtilities.CreateInstance<Housekeeping>(cluster.Services, clock);
        await housekeeping.StartAsync(default);
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(step);
            return await done();
        });
        await housekeeping.StopAsync(default);
    }

    private async Task<long> CountAsync<T>(string sql, T parameter)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(sql);
        command.Parameters.Add(Database.Value(parameter));
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
