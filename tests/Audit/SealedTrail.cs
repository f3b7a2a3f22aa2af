using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>The trail of a practice of the test's own, whose first line is sealed.</summary>
internal sealed class SealedTrail : IAsyncDisposable
{
    private readonly PostgresFixture _postgres;
    private readonly NpgsqlDataSource _silo;
    private readonly NpgsqlDataSource _api;
    private readonly RowScope _scope;

    private SealedTrail(PostgresFixture postgres, string path, int practice)
    {
        (_postgres, Path, _scope) = (postgres, path, new("north", practice));
        _silo = NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));
        _api = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
    }

    public string Path { get; }

    public static async Task<SealedTrail> MakeAsync(ApiFixture api, PostgresFixture postgres)
    {
        var path = await api.MakePracticeAsync();
        await using var command = postgres.Owner.CreateCommand(
            "select id from practice where organisation = 'north' and slug = $1");
        command.Parameters.Add(Database.Value(path.Split('/')[^1]));
        var trail = new SealedTrail(postgres, path, (int)(await command.ExecuteScalarAsync())!);
        await trail.SealAsync();
        return trail;
    }

    public async Task AddAsync(string action, NpgsqlConnection? connection = null)
    {
        await using var command = new NpgsqlCommand(
            "insert into audit (practice_id, id, actor, action, subject) values ($1, $2, 'test', $3, 'x')",
            connection ?? await _postgres.Owner.OpenConnectionAsync());
        command.Parameters.Add(Database.Value(_scope.Practice!.Value));
        command.Parameters.Add(Database.Value(Guid.CreateVersion7()));
        command.Parameters.Add(Database.Value($"test.{action}"));
        await command.ExecuteNonQueryAsync();
        if (connection is null)
        {
            await command.Connection!.DisposeAsync();
        }
    }

    /// <summary>Until nothing is left: a transaction of another test, in any database of the server, may be open yet.</summary>
    public Task SealAsync(int bite = AuditSealing.Bite) => Eventually.HoldsAsync(async () =>
    {
        await TrySealAsync(bite);
        return (await VerifyAsync()) is { Unsealed: 0 } or { Broken: not null };
    });

    public Task<bool> TrySealAsync(int bite = AuditSealing.Bite) =>
        new AuditSealing(_silo).ExtendAsync(AuditTrail.OfPractice(_scope), bite, default);

    public Task SealEverythingAsync() => Eventually.HoldsAsync(async () =>
    {
        await new AuditSealing(_silo).ExtendAsync(default);
        var installation = await new AuditVerification(_api).VerifyAsync(AuditTrail.OfInstallation("north"), 1, null, default);
        return installation is { Unsealed: 0, Seals: > 0 };
    });

    public Task<AuditVerdict> VerifyAsync(KnownSeal? known = null, int from = 1) =>
        new AuditVerification(_api).VerifyAsync(AuditTrail.OfPractice(_scope), from, known, default);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _postgres.Owner.CreateCommand(sql);
        command.Parameters.Add(Database.Value(_scope.Practice!.Value));
        if (sql.Contains("$2", StringComparison.Ordinal))
        {
            command.Parameters.Add(Database.Value($"practice/{_scope.Practice}"));
        }

        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _api.DisposeAsync();
    }
}
