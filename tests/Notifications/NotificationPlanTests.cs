using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>That each query is served by the index it names, under row-level security and as the api's role.</summary>
public sealed class NotificationPlanTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Practices = 20;

    // Where this test's rows are. Partitions with nothing in them are rightly read whole.
    private const string Partition = "notification_2026_11";

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Batch = Guid.CreateVersion7();

    private NpgsqlDataSource? _database;
    private StoredPractice? _practice;

    public static TheoryData<string> Filters => [.. NamedFilters.Keys];

    private static Dictionary<string, (NotificationFilter Filter, string Index)> NamedFilters { get; } = new()
    {
        ["all"] = (new([]), "practice_id_id_idx"),
        ["error"] = (new([NotificationStatus.DeliveryError]), "practice_id_status_id_idx"),
        ["errors"] = (new(NotificationFilter.Errors), "practice_id_status_id_idx"),
        ["account"] = (new([], AccountKey: "k7"), "practice_id_account_key_id_idx"),
        ["batch"] = (new([], Batch: Batch), "practice_id_batch_id_idx"),
        ["range"] = (new([], From: Start.AddHours(1), To: Start.AddHours(9)), "practice_id_id_idx"),
    };

    public async ValueTask InitializeAsync()
    {
        // Many practices, or reading a whole partition would be the right plan.
        for (var index = 0; index < Practices; index++)
        {
            _practice = await StoredPractice.MakeAsync(postgres);
            await _practice.AddNotificationsAsync(Start, 1000, [4, 5, 5, 5, 5, 5, 5, 8], Guid.CreateVersion7());
        }

        await _practice!.AddNotificationsAsync(Start.AddSeconds(30), 20, [4], Batch, Guid.CreateVersion7());
        await using var analyze = postgres.Owner.CreateCommand("analyze notification");
        await analyze.ExecuteNonQueryAsync();
        _database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Every_list_is_read_by_its_index(string name)
    {
        var (filter, index) = NamedFilters[name];
        foreach (var ascending in new[] { true, false })
        {
            var range = IdRange.Of(filter.From, filter.To);
            var plan = await ExplainAsync(
                NotificationQueries.List(filter, range, ascending),
                NotificationReader.Parameters(_practice!.Scope, filter, range, 51));

            // A narrow range is served by the primary key as well, where its ends are known.
            Assert.Contains(name == "range" ? "Index" : index, plan, StringComparison.Ordinal);
            Assert.DoesNotContain($"Seq Scan on {Partition}", plan, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_plan_that_is_kept_for_every_value_reads_no_other_practices_rows(string name)
    {
        var filter = NamedFilters[name].Filter;
        var first = IdRange.Of(filter.From, filter.To);
        foreach (var ascending in new[] { true, false })
        {
            foreach (var range in new[] { first, first.Behind(IdRange.Of(Start.AddHours(5), null).After, ascending) })
            {
                var plan = await ExplainKeptAsync(NotificationQueries.List(filter, range, ascending), filter, range);

                Assert.Contains($"{Partition}_practice_id_", plan, StringComparison.Ordinal);
                Assert.DoesNotContain($"Seq Scan on {Partition}", plan, StringComparison.Ordinal);
                Assert.DoesNotContain($"{Partition}_pkey", plan, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("le")]
    [InlineData("ann@home.example")]
    [InlineData("(312) 555-0123")]
    public async Task A_search_for_accounts_reads_no_whole_table(string query)
    {
        var search = AccountSearch.Of(query, [1]);
        var plan = await ExplainAsync(
            "set local enable_seqscan = off", // few accounts here, whatever other tests leave
            AccountReader.Search(search),
            [.. AccountReader.Start(_practice!.Scope, null, 50), .. AccountReader.Parameters(search)]);

        Assert.Contains("Index", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on account", plan, StringComparison.Ordinal);
    }

    // As an automatically prepared statement comes to be planned after some uses.
    private async Task<string> ExplainKeptAsync(string sql, NotificationFilter filter, IdRange range)
    {
        var name = $"kept_{Guid.CreateVersion7():n}";
        var batch = filter.Batch is { } id ? $"'{id}'" : "null";
        var statuses = string.Join(',', filter.Statuses.Select(status => $"{status:D}"));
        await using var connection = await _database!.OpenConnectionAsync();
        await using var prepare = new NpgsqlCommand(
            $"prepare {name}(integer, uuid, uuid, smallint, uuid, uuid, text, smallint[], integer) as {sql}", connection);
        await prepare.ExecuteNonQueryAsync();
        await using var explain = _practice!.Scope.Begin(connection)
            .Add("set local plan_cache_mode = force_generic_plan")
            .Add($$"""
                explain execute {{name}}({{_practice.Scope.Practice}}, '{{range.After}}', '{{range.Before}}', null, null,
                    {{batch}}, 'k7', '{{{statuses}}}', 51)
                """);
        return await ReadAsync(explain);
    }

    private Task<string> ExplainAsync(string sql, NpgsqlParameter[] parameters) =>
        ExplainAsync("set local enable_seqscan = on", sql, parameters);

    private async Task<string> ExplainAsync(string setting, string sql, NpgsqlParameter[] parameters)
    {
        await using var batch = _practice!.Scope.Begin(_database!).Add(setting).Add($"explain {sql}", parameters);
        return await ReadAsync(batch);
    }

    private static async Task<string> ReadAsync(NpgsqlBatch batch)
    {
        await using var reader = await RowScope.ExecuteAsync(batch, default);
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
