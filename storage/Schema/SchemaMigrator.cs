using BalanceNotifications.Clock;
using DbUp;
using DbUp.Engine.Output;
using DbUp.Postgresql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Schema;

/// <summary>
/// Brings the schema up to date: the numbered scripts beside this file, each once and in its own transaction, under an
/// advisory lock, so that any number of migrations may start at the same moment.
/// </summary>
public sealed partial class SchemaMigrator(
    NpgsqlDataSource database, IOptions<ClockOptions> clock, IHostEnvironment environment,
    ILogger<SchemaMigrator> logger)
{
    // Any constant will do, as long as nothing else in this database uses it.
    private const long LockKey = 0x62_6E_73_63_68_65_6D_61;

    private const string KeepClockReal = """
        do $$ begin
            if not exists (select from pg_constraint where conname = 'clock_is_real') then
                delete from clock;
                alter table clock add constraint clock_is_real check (false);
            end if;
        end $$
        """;

    private const string MoveClock = """
        insert into clock ("offset") values ($1)
        on conflict (singleton) do update set "offset" = excluded."offset", fixed = null
        """;

    /// <exception cref="InvalidOperationException">A script failed; the ones before it stay applied.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            ApplyScripts();
            await ExecuteAsync(connection, "call bn_make_partitions(bn_now())", cancellationToken);
            await SetClockAsync(connection, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private void ApplyScripts()
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(new PostgresqlConnectionManager(database))
            .WithScriptsEmbeddedInAssembly(typeof(SchemaMigrator).Assembly, name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled() // $…$ quotes PostgreSQL function bodies
            .JournalToPostgresqlTable("public", "schema_version")
            .LogTo(new MigrationLog(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Schema script {result.ErrorScript?.Name} failed.", result.Error);
        }

        LogUpToDate(result.Scripts.Count());
    }

    private async Task SetClockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (environment.IsProduction())
        {
            await ExecuteAsync(connection, KeepClockReal, cancellationToken);
            return;
        }

        await using var move = clock.Value.Offset == TimeSpan.Zero
            ? new NpgsqlCommand("delete from clock", connection)
            : new NpgsqlCommand(MoveClock, connection) { Parameters = { Database.Value(clock.Value.Offset) } };
        await move.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "The schema is up to date; {Count} scripts were applied.")]
    private partial void LogUpToDate(int count);

    /// <summary>DbUp's own words, in the host's log.</summary>
    private sealed class MigrationLog(ILogger logger) : IUpgradeLog
    {
#pragma warning disable CA2254, CA1848, CA1873 // DbUp hands over format strings of its own.
        public void LogTrace(string format, params object[] args) => logger.LogTrace(format, args);

        public void LogDebug(string format, params object[] args) => logger.LogDebug(format, args);

        public void LogInformation(string format, params object[] args) => logger.LogInformation(format, args);

        public void LogWarning(string format, params object[] args) => logger.LogWarning(format, args);

        public void LogError(string format, params object[] args) => logger.LogError(format, args);

        public void LogError(Exception ex, string format, params object[] args) => logger.LogError(ex, format, args);
#pragma warning restore CA2254, CA1848, CA1873
    }
}
