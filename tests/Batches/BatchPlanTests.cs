using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>That of a long file no more is read than was told, or waits, as the role that asks.</summary>
public sealed class BatchPlanTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _batch = Guid.CreateVersion7();
    private StoredPractice? _practice;

    public async ValueTask InitializeAsync()
    {
        _practice = await StoredPractice.MakeAsync(postgres);
        await using var fill = postgres.Owner.CreateCommand(
            """
            with uploading as (
                insert into batch (practice_id, id, kind, status, created_by, rows, told_up_to, begun_up_to)
                values ($1, $2, 1, 2, 'test', 5000, 50, 100))
            insert into batch_row (practice_id, batch, row, state, account, account_key)
            select $1, $2, n, 0, 'A', 'k' from generate_series(1, 5000) n, set_config('bn.practices', $1::text, true)
            """);
        fill.Parameters.Add(Database.Value(_practice.Scope.Practice!.Value));
        fill.Parameters.Add(Database.Value(_batch));
        await fill.ExecuteNonQueryAsync();
        await using var analyze = postgres.Owner.CreateCommand("analyze batch_row");
        await analyze.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Accepted_rows_are_sought_as_far_as_the_batch_is_told() =>
        Assert.Matches("Index Cond: .*row\"? <= ", await ExplainAsync("bn_api", BatchReader.Rows(BatchRowState.Accepted), 51));

    [Fact]
    public async Task Waiting_rows_are_sought_from_there_on() =>
        Assert.Matches(
            "Index Cond: .*row\"? > greatest", (await ExplainAsync("bn_api", BatchReader.Rows(BatchRowState.Waiting), 51))
                .Replace("GREATEST", "greatest", StringComparison.Ordinal));

    [Fact]
    public async Task What_is_taken_back_is_sought_as_far_as_a_page_was_begun() =>
        Assert.Matches("Index Cond: .*row\"? <= ", await ExplainAsync("bn_silo", BatchPages.Told, 200));

    private async Task<string> ExplainAsync(string role, string sql, int limit)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString(role));
        await using var batch = _practice!.Scope.Begin(database).Add(
            $"explain {sql}", Database.Value(_practice.Scope.Practice!.Value), Database.Value(_batch), Database.Value(0),
            Database.Value(limit));
        await using var reader = await RowScope.ExecuteAsync(batch, default);
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
