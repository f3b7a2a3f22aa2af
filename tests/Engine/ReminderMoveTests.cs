using BalanceNotifications.Fixtures;
using BalanceNotifications.Reminders;
using Npgsql;
using Orleans.Runtime;

namespace BalanceNotifications.Engine;

/// <summary>From one engine to the other and back, with nothing lost on the way.</summary>
[Collection(DueTable.Name)]
public sealed class ReminderMoveTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _service = $"move-{Guid.CreateVersion7():n}";

    private ReminderMove Move => new(postgres.Owner);

    public async ValueTask InitializeAsync()
    {
        await DueTable.EmptyAsync(postgres);
        foreach (var number in Enumerable.Range(0, 20))
        {
            await ExecuteAsync(
                "insert into orleansreminderstable values ($1, $2, 'cadence', $3, 60000, $4, 3)",
                Database.Value(_service), Database.Value($"account/{number % 3}/k{number}"),
                Database.Value(DateTimeOffset.UnixEpoch.AddMinutes(number)),
                Database.Value((int)GrainId.Create("account", $"{number % 3}/k{number}").GetUniformHashCode()));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task All_reminders_move_to_the_paced_engine_and_back_as_they_were()
    {
        var before = await AdoNetAsync();

        Assert.Equal(20, await Move.RunAsync(_service, ReminderTable.Paced, default));
        Assert.Empty(await AdoNetAsync());
        Assert.Equal(
            "3 tenants, 20 due from 00:00:00 to 00:19:00, every 60 s",
            await ReadAsync("""
                select count(distinct tenant) || ' tenants, ' || count(*) || ' due from '
                    || (min(due_at) at time zone 'UTC')::time || ' to ' || (max(due_at) at time zone 'UTC')::time
                    || ', every ' || min(period_seconds) || ' s'
                from paced_reminder
                """));

        Assert.Equal(20, await Move.RunAsync(_service, ReminderTable.AdoNet, default));
        Assert.Equal(before, await AdoNetAsync());
        Assert.Equal("0", await ReadAsync("select count(*) from paced_reminder"));
    }

    [Fact]
    public async Task A_reminder_that_stands_in_both_tables_stops_the_move_and_nothing_is_lost()
    {
        await ExecuteAsync(
            "insert into paced_reminder values ('0', 'account/0/k3', 'cadence', bn_now(), 60, 1)");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Move.RunAsync(_service, ReminderTable.Paced, default));

        Assert.StartsWith("20 reminders stand in one table", refused.Message, StringComparison.Ordinal);
        Assert.Equal(20, (await AdoNetAsync()).Count);
        Assert.Equal("1", await ReadAsync("select count(*) from paced_reminder"));
    }

    [Theory]
    [InlineData(2)] // joining
    [InlineData(3)] // active
    [InlineData(5)] // stopping
    public async Task Nothing_moves_while_a_silo_runs(int status)
    {
        await ExecuteAsync("insert into orleansmembershipversiontable (deploymentid, timestamp) values ($1, now())",
            Database.Value(_service));
        await ExecuteAsync("""
            insert into orleansmembershiptable
                (deploymentid, address, port, generation, siloname, hostname, status, starttime, iamalivetime)
            values ($1, '127.0.0.1', 1, 1, 's', 'h', $2, now(), now())
            """, Database.Value(_service), Database.Value(status));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Move.RunAsync(_service, ReminderTable.Paced, default));

        Assert.StartsWith("A silo runs", refused.Message, StringComparison.Ordinal);

        Assert.Equal(20, (await AdoNetAsync()).Count);
        await ExecuteAsync("delete from orleansmembershiptable where deploymentid = $1", Database.Value(_service));
    }

    [Fact]
    public async Task A_silo_of_the_other_engine_is_told_where_the_reminders_stand()
    {
        var homes = new ReminderHomes(postgres.Owner);
        async Task<(bool AdoNet, bool Paced)> AskAsync() => (
            await homes.HasAnyAsync(_service, ReminderTable.AdoNet, default),
            await homes.HasAnyAsync(_service, ReminderTable.Paced, default));

        Assert.Equal((true, false), await AskAsync());
        await Move.RunAsync(_service, ReminderTable.Paced, default);
        Assert.Equal((false, true), await AskAsync());
    }

    private async Task<IReadOnlyList<string>> AdoNetAsync()
    {
        await using var command = postgres.Owner.CreateCommand("""
            select grainid || ' ' || remindername || ' ' || starttime || ' ' || period || ' ' || grainhash
            from orleansreminderstable where serviceid = $1 order by grainid
            """);
        command.Parameters.Add(Database.Value(_service));
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private async Task<string> ReadAsync(string sql)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        return (await command.ExecuteScalarAsync())!.ToString()!;
    }

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
