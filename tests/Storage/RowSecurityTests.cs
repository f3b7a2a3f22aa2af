using BalanceNotifications.Fixtures;
using BalanceNotifications.Keys;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Storage;

/// <summary>The api's role sees what its scope names, and nothing without one.</summary>
[Collection(ApiFixture.Name)]
public sealed class RowSecurityTests(ApiFixture api, PostgresFixture postgres)
{
    private const string OneOfEach = """
        with told as (
            insert into ledger (practice_id, account_key, kind, id, body_hash, answer) values ($1, 'k', 1, 'S-1', '', '{}')),
        held as (
            insert into account_hold (
                practice_id, account_key, hold_id, account, reason, placed_at, placed_by, standing, sequence)
            values ($1, 'k', 'H-1', 'A-1', 1, bn_now(), 'test', true, 1)),
        uploaded as (
            insert into batch (practice_id, id, kind, status, created_by) values ($1, gen_random_uuid(), 1, 1, 'test')
            returning id),
        rows as (
            insert into batch_row (practice_id, batch, row, state)
            select $1, id, 1, 2 from uploaded, set_config('bn.practices', $1::text, true)),
        asked as (
            insert into notification_action (practice_id, id, action, status, created_by)
            values ($1, gen_random_uuid(), 'archive', 3, 'test')
            returning id)
        insert into notification_action_item (practice_id, action_id, notification_id, account_key, status, sequence)
        select $1, id, gen_random_uuid(), 'k', 7, 1 from asked
        """;

    [Theory]
    [InlineData("practice")]
    [InlineData("template")]
    [InlineData("template_revision")]
    [InlineData("profile")]
    [InlineData("profile_revision")]
    [InlineData("audit")]
    [InlineData("audit_seal where trail <> 'installation'")]
    [InlineData("account")]
    [InlineData("suppression")]
    [InlineData("link")]
    [InlineData("inbound")]
    [InlineData("inbound_account")]
    [InlineData("pre_collections")]
    [InlineData("paper")]
    [InlineData("test_send")]
    [InlineData("practice_logo")]
    [InlineData("ledger")]
    [InlineData("batch")]
    [InlineData("batch_row")]
    [InlineData("notification_action")]
    [InlineData("notification_action_item")]
    [InlineData("account_hold")]
    [InlineData("access_key")]
    [InlineData("access_secret")]
    [InlineData("organisation_audit")]
    [InlineData("webhook")]
    [InlineData("webhook_delivery")]
    [InlineData("event_out")]
    public async Task Without_a_scope_there_are_no_rows(string table)
    {
        await MakeEverythingAsync();

        Assert.Equal(0, await CountAsync(table, scope: null));
    }

    [Fact]
    public async Task A_scope_shows_its_practice_alone()
    {
        var first = await MakeEverythingAsync();
        await MakeEverythingAsync();
        var practice = await IdOfAsync(first);

        Assert.Equal(1, await CountAsync("template", new RowScope("north", practice)));
        Assert.Equal(1, await CountAsync("profile", new RowScope("north", practice)));
        Assert.Equal(0, await CountAsync("template", new RowScope("north", null)));
        Assert.Equal(0, await CountAsync("practice", new RowScope("nobody", null)));
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("batch")]
    [InlineData("batch_row")]
    [InlineData("notification_action")]
    [InlineData("notification_action_item")]
    [InlineData("account_hold")]
    public async Task Of_what_every_practice_has_one_a_scope_shows_one(string table)
    {
        var first = await MakeEverythingAsync();
        await MakeEverythingAsync();

        Assert.Equal(1, await CountAsync(table, new RowScope("north", await IdOfAsync(first))));
    }

    [Fact]
    public async Task A_scope_does_not_write_into_another_practice()
    {
        var practice = await IdOfAsync(await MakeEverythingAsync());
        var other = await IdOfAsync(await MakeEverythingAsync());
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        await using var batch = new RowScope("north", practice).Begin(database).Add(
            "insert into template (practice_id, id, revision) values ($1, $2, 1)",
            Database.Value(other),
            Database.Value(Guid.CreateVersion7()));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_api_reads_no_row_of_a_file_past_its_scope()
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        await using var command = database.CreateCommand("select count(*) from batch_row_intake");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private async Task<string> MakeEverythingAsync()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id));
        await LogoEndpointTests.PutAsync(api, path, LogoEndpointTests.Png);
        await using var rows = postgres.Owner.CreateCommand(OneOfEach);
        rows.Parameters.Add(Database.Value(await IdOfAsync(path)));
        await rows.ExecuteNonQueryAsync();
        await OrganisationKeys.MakeAsync(api.Services);
        return path;
    }

    private async Task<int> IdOfAsync(string path)
    {
        await using var command = postgres.Owner.CreateCommand(
            "select id from practice where organisation = 'north' and slug = $1");
        command.Parameters.Add(Database.Value(path[(path.LastIndexOf('/') + 1)..]));
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(string table, RowScope? scope)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        var count = $"select count(*) from {table}";
        if (scope is null)
        {
            await using var command = database.CreateCommand(count);
            return (long)(await command.ExecuteScalarAsync())!;
        }

        await using var batch = scope.Begin(database).Add(count);
        await using var reader = await RowScope.ExecuteAsync(batch, CancellationToken.None);
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }
}
