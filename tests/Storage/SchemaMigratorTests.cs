using BalanceNotifications.Clock;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Schema;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Storage;

public sealed class SchemaMigratorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Migrating_again_and_twice_at_once_changes_nothing()
    {
        var before = await ScriptsAsync();

        await Task.WhenAll(Migrator("Test").MigrateAsync(default), Migrator("Test").MigrateAsync(default));

        Assert.Equal(before, await ScriptsAsync());
    }

    private SchemaMigrator Migrator(string environment, TimeSpan offset = default) => new(
        postgres.Owner,
        Options.Create(new ClockOptions { Offset = offset }),
        new HostingEnvironment { EnvironmentName = environment },
        NullLogger<SchemaMigrator>.Instance);

    private async Task<long> ScriptsAsync()
    {
        await using var command = postgres.Owner.CreateCommand("select count(*) from schema_version");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
