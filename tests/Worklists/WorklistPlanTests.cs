using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Senders;
using Npgsql;

namespace BalanceNotifications.Worklists;

/// <summary>That each worklist is read by the index it names, however many rows lie beside it, as the api's role.</summary>
public sealed class WorklistPlanTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Practices = 12;

    // Many accounts, of which the lists show few.
    private const string Fill = """
        with number as (select n, 'A-' || n as number, 'k' || n as key from generate_series(1, 600) n),
        accounts as (
            insert into account (
                practice_id, account_key, number, first_name, last_name, balance, sequence, consent_missing)
            select $1, key, number, 'Ann', 'Lee', 10, 1, n % 50 = 0 from number),
        holds as (
            insert into account_hold (
                practice_id, account_key, hold_id, account, reason, until, placed_at, placed_by, standing, sequence)
            select $1, key, 'H-1', number, n % 4, bn_now() + n * interval '1 hour', bn_now(), 'test', n % 3 = 0, 1
            from number),
        papers as (
            insert into paper (
                practice_id, account_key, account, statement_id, reason, since, amount_due, listed, sequence)
            select $1, key, number, 'S-1', 1, bn_now(), 10, n % 40 = 0, 1 from number)
        insert into pre_collections (
            practice_id, account_key, account, since, level, balance, statement_id, clears, listed, sequence)
        select $1, key, number, bn_now(), 4, 10, 'S-1', true, n % 40 = 0, 1 from number
        """;

    private NpgsqlDataSource? _api;
    private StoredPractice? _practice;

    public static TheoryData<string> Lists => [.. Queries.Keys];

    private static Dictionary<string, (string Sql, string Index, Func<RowScope, NpgsqlParameter[]> Parameters)> Queries { get; } =
        new()
        {
            ["holds"] = (
                HoldList.RunningOut, "account_hold_running_out", scope => HoldList.Parameters(scope, 5, null, null, 50)),
            ["holds, a later page"] = (
                HoldList.RunningOut, "account_hold_running_out",
                scope => HoldList.Parameters(
                    scope, 5, HoldReason.Dispute, new(DateTimeOffset.UnixEpoch.AddDays(21_000), "k", "H"), 50)),
            ["consent missing"] = (
                AccountReader.ListAll(AccountReader.ConsentMissing), "account_without_consent",
                scope => AccountReader.Start(scope, null, 50)),
            ["senders"] = (
                TrippedSenders.Open, "sender_breaker_open", _ => TrippedSenders.Parameters(null, 50)),
            ["pre-collections"] = (PreCollectionsList.List, "pre_collections_listed", Newest<string>),
            ["paper"] = (PaperList.Open, "paper_open", Newest<Guid?>),
        };

    public async ValueTask InitializeAsync()
    {
        for (var index = 0; index < Practices; index++)
        {
            _practice = await StoredPractice.MakeAsync(postgres);
            await ExecuteAsync(Fill, Database.Value(_practice.Scope.Practice!.Value));
        }

        await ExecuteAsync(
            """
            insert into sender_breaker (channel, provider, sender, opened_at)
            select 1, 'default', md5(random()::text), case when n % 500 = 0 then bn_now() end from generate_series(1, 3000) n
            """);
        foreach (var table in new[] { "account", "account_hold", "paper", "pre_collections", "sender_breaker" })
        {
            await ExecuteAsync($"analyze {table}");
        }

        _api = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
    }

    public ValueTask DisposeAsync() => _api?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_worklist_is_read_by_its_index(string name)
    {
        var (sql, index, parameters) = Queries[name];

        var plan = await ExplainAsync(sql, parameters(_practice!.Scope));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotMatch("Seq Scan on (account|account_hold|paper|pre_collections|sender_breaker)", plan);
    }

    private static NpgsqlParameter[] Newest<T>(RowScope scope) =>
    [
        Database.Value(scope.Practice!.Value), Database.Value((DateTimeOffset?)null), Database.Value(default(T)),
        Database.Value(51),
    ];

    private async Task<string> ExplainAsync(string sql, NpgsqlParameter[] parameters)
    {
        await using var batch = _practice!.Scope.Begin(_api!).Add($"explain {sql}", parameters);
        await using var reader = await RowScope.ExecuteAsync(batch, default);
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
