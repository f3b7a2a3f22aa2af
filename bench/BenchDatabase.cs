using BalanceNotifications.Bench.Seed;
using BalanceNotifications.Clock;
using BalanceNotifications.Schema;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Bench;

/// <summary>A migrated database of one run's own, dropped at its end. Its clock says eleven in Chicago at the start.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name = $"bn_bench_{Guid.CreateVersion7():n}";

    private BenchDatabase(string server)
    {
        _server = server;
        Owner = new NpgsqlDataSourceBuilder(ConnectionString()).ConfigureForProduct().Build();
    }

    /// <summary>Connection string of the server that everything runs on.</summary>
    public static string Server => Environment.GetEnvironmentVariable("BN_BENCH_POSTGRES")
        ?? throw new InvalidOperationException("BN_BENCH_POSTGRES names the server.");

    public NpgsqlDataSource Owner { get; }

    /// <summary>What is added to the real time, so that it lies within contact hours.</summary>
    public TimeSpan ClockOffset { get; } = UntilEleven();

    public OffsetTimeProvider Clock => new(ClockOffset);

    public static async Task<BenchDatabase> CreateAsync(string server)
    {
        var database = new BenchDatabase(server);
        await ExecuteAsync(NpgsqlDataSource.Create(server), $"create database {database._name}");
        await new SchemaMigrator(
            database.Owner,
            Options.Create(new ClockOptions { Offset = database.ClockOffset }),
            new HostingEnvironment { EnvironmentName = "Bench" },
            NullLogger<SchemaMigrator>.Instance).MigrateAsync(CancellationToken.None);
        return database;
    }

    /// <param name="role"><c>bn_silo</c>, or null for the owner.</param>
    public string ConnectionString(string? role = null, TimeSpan? poolTimeout = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(_server) { Database = _name };
        if (role is not null)
        {
            builder.Options = $"-c role={role}";
        }

        if (poolTimeout is { } timeout)
        {
            builder.Timeout = (int)timeout.TotalSeconds;
        }

        return builder.ConnectionString;
    }

    public Task ExecuteAsync(string sql) => ExecuteAsync(Owner, sql);

    public async Task<T> AskAsync<T>(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.Parameters.AddRange(parameters);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(NpgsqlDataSource.Create(_server), $"drop database {_name} with (force)");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static TimeSpan UntilEleven()
    {
        var now = TimeProvider.System.GetUtcNow();
        var local = TimeZoneInfo.ConvertTime(now, BenchPractice.Chicago);
        return TimeSpan.FromMinutes(Math.Round((new TimeSpan(11, 0, 0) - local.TimeOfDay).TotalMinutes));
    }
}
