using BalanceNotifications.Clock;
using BalanceNotifications.Schema;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

[assembly: AssemblyFixture(typeof(BalanceNotifications.Fixtures.PostgresFixture))]

namespace BalanceNotifications.Fixtures;

/// <summary>
/// A migrated database of this run's own on the server named by BN_TEST_POSTGRES, dropped at the end. Without the
/// variable its tests are skipped on a laptop and fail in CI, so that a green CI means they ran.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Variable = "BN_TEST_POSTGRES";

    private readonly Func<string?> _source;
    private readonly string _name = $"bn_test_{Guid.CreateVersion7():n}";
    private NpgsqlDataSource? _owner;

    public PostgresFixture()
        : this(() => Environment.GetEnvironmentVariable(Variable))
    {
    }

    /// <param name="server">Asked when it is needed: a server of the test's own may not run yet.</param>
    internal PostgresFixture(Func<string?> server) => _source = server;

    private string? Server => _source();

    /// <summary>The whole database, as its owner. Skips or fails the calling test when there is none.</summary>
    public NpgsqlDataSource Owner
    {
        get
        {
            Require();
            return _owner!;
        }
    }

    public bool IsAvailable => Server is not null;

    /// <summary>Connects as one of the product's roles.</summary>
    /// <param name="role"><c>bn_silo</c> or <c>bn_api</c>; null for the owner.</param>
    public string ConnectionString(string? role = null)
    {
        Require();
        var builder = new NpgsqlConnectionStringBuilder(Server) { Database = _name };
        if (role is not null)
        {
            builder.Options = $"-c role={role}";
        }

        return builder.ConnectionString;
    }

    public async ValueTask InitializeAsync()
    {
        if (Server is null)
        {
            return;
        }

        await ExecuteOnServerAsync($"create database {_name}");
        _owner = new NpgsqlDataSourceBuilder(ConnectionString()).ConfigureForProduct().Build();
        await new SchemaMigrator(
            _owner,
            Options.Create(new ClockOptions()),
            new HostingEnvironment { EnvironmentName = "Test" },
            NullLogger<SchemaMigrator>.Instance).MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_owner is not null)
        {
            await _owner.DisposeAsync();
            // Not "with (force)": that may not end a worker of autovacuum that happens to be there, and then fails.
            await ExecuteOnServerAsync($"""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = '{_name}' and usename = current_user
                """);
            await ExecuteOnServerAsync($"drop database {_name}");
        }
    }

    private void Require()
    {
        if (Server is null)
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("CI") == "true", $"{Variable} is not set; ./bn test sets it.");
            Assert.Fail($"{Variable} is not set, and CI must not skip.");
        }
    }

    private async Task ExecuteOnServerAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(Server!);
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
