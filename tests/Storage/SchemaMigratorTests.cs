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

    [Fact]
    public async Task A_script_with_a_lower_number_than_the_last_is_still_applied()
    {
        // As on a database that was migrated before the branch with that number landed.
        await ExecuteAsync("delete from schema_version where scriptname like '%0012-%'");
        await ExecuteAsync("drop index account_by_next_due_and_key");
        await ExecuteAsync("create index account_by_next_due on account (next_due)");

        await Migrator("Test").MigrateAsync(default);

        await using var command = postgres.Owner.CreateCommand(
            "select to_regclass('account_by_next_due_and_key')::text, to_regclass('account_by_next_due')::text");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.False(reader.IsDBNull(0));
        Assert.True(reader.IsDBNull(1));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
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
