using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Simulation;

[Collection(ClusterFixture.Name)]
public sealed class SimulationGrainTests(ClusterFixture cluster)
{
    // Of this practice alone: the silos go on with what other tests left.
    private const string CountRows = """
        select string_agg(c.table_name || ' ' || (xpath('/row/c/text()', query_to_xml(
            format('select count(*) as c from %I where practice_id = %s', c.table_name, $1), false, true, '')))[1]::text,
            ', ' order by c.table_name)
            || ', versions ' || (
                select coalesce(sum(version), 0) from orleansstorage where grainidextensionstring like $1 || '/%')
            || ', reminders ' || (select count(*) from orleansreminderstable where grainid like 'account/' || $1 || '/%')
        from information_schema.columns c
        join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
        where c.table_schema = 'public' and c.column_name = 'practice_id'
            and c.table_name not like 'notification_delta%' and c.table_name not like 'notification_count%'
        """;

    [Fact]
    public async Task A_simulation_writes_nothing_and_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        var before = await StandAsync(practice);

        var answer = await RunAsync(practice, [new(ClusterPractice.Number, [])], new SampleRange(0, 40));

        Assert.Equal(41, answer.Accounts);
        Assert.True(answer.Counts.Where(count => count.Status is NotificationStatus.Sent).Sum(count => count.Count) > 0);
        Assert.Equal(before, await StandAsync(practice));
    }

    [Fact]
    public async Task An_account_is_played_on_from_where_it_stands()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.SuppressAsync("ann@home.example");

        var answer = await RunAsync(practice, [new(ClusterPractice.Number, []), new("nobody", [])], null);

        Assert.Equal((1, "nobody"), (answer.Accounts, Assert.Single(answer.Unknown)));
        Assert.Equal("S-1", answer.Items[0].StatementId);
        Assert.All(answer.Items, item =>
            Assert.Equal((NotificationStatus.WillNotSend, Reason.OptedOut), (item.Status, item.Reason)));
    }

    [Fact]
    public async Task An_unknown_revision_has_no_simulation()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        Assert.Null(await cluster.Grains.GetGrain<ISimulationGrain>(SimulateChunk.Workers)
            .RunAsync(new(practice.Profile, 99, From, 30, null, 1, [], new(0, 1), 10, practice.Id), default));
    }

    private static DateOnly From => DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);

    private async Task<SimulatedChunk> RunAsync(
        ClusterPractice practice, IReadOnlyList<SimulatedSubject> accounts, SampleRange? sample) =>
        (await cluster.Grains.GetGrain<ISimulationGrain>(SimulateChunk.Workers)
            .RunAsync(new(practice.Profile, 1, From, 60, null, 1, accounts, sample, 500, practice.Id), default))!;

    private async Task<string> StandAsync(ClusterPractice practice)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(CountRows);
        command.Parameters.Add(Database.Value(practice.Id.ToString(CultureInfo.InvariantCulture)));
        var rows = (string)(await command.ExecuteScalarAsync())!;
        // The invented guarantors of a sample have addresses of their own.
        var messages = cluster.Relay.Received.Count(mail =>
            mail.Message.To.ToString().StartsWith("guarantor-", StringComparison.Ordinal));
        return string.Create(CultureInfo.InvariantCulture, $"{rows}, messages {messages}");
    }
}
