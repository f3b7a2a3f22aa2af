using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Engine;

/// <summary>Cost follows what is due: with a hundred thousand scheduled, nothing but the due part of an index is read.</summary>
[Collection(DueTable.Name)]
public sealed class ClaimPlanTests(PostgresFixture postgres) : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await DueTable.EmptyAsync(postgres);
        await ExecuteAsync("""
            insert into paced_reminder (tenant, grain_id, name, due_at, period_seconds, version)
            select (i % 50)::text, 'account/' || i % 50 || '/' || i, 'cadence',
                timestamptz '2026-11-23 09:00Z' + i * interval '1 minute', 60, 1
            from generate_series(-20, 100000) i
            """);
        await ExecuteAsync("analyze paced_reminder");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(
        "select grain_id from paced_reminder where parked_at is null and due_at <= '2026-11-23 09:00Z' "
        + "and (lease_until is null or lease_until <= '2026-11-23 09:00Z') order by due_at limit 500 for update skip locked",
        "paced_reminder_due")]
    [InlineData(
        "select grain_id from paced_reminder where parked_at is null and tenant = '7' and due_at <= '2026-11-23 09:00Z' "
        + "order by due_at limit 5 for update skip locked",
        "paced_reminder_by_tenant")]
    public async Task A_claim_reads_what_is_due_by_its_index_and_little_else(string claim, string index)
    {
        var plan = await ReadAsync($"explain (analyze, buffers, format text) {claim}");

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Rows Removed", plan, StringComparison.Ordinal);
    }

    // The promise is of 300 bytes (design.md 9).
    [Fact]
    public async Task An_idle_reminder_takes_less_than_300_bytes_of_disk()
    {
        await ExecuteAsync("vacuum full paced_reminder");

        var bytes = long.Parse(
            await ReadAsync("select pg_total_relation_size('paced_reminder') / count(*) from paced_reminder"),
            System.Globalization.CultureInfo.InvariantCulture);

        Assert.InRange(bytes, 1, 300);
    }

    private async Task<string> ReadAsync(string sql)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetValue(0).ToString()!);
        }

        return string.Join('\n', lines);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
