using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Keys;

/// <summary>What becomes of a key, here and in the other processes.</summary>
[Collection(ApiFixture.Name)]
public sealed class KeyLifeTests(ApiFixture api, PostgresFixture postgres)
{
    private const string Anything = "/v1/practices";

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_here_and_within_5_seconds_by_another_process()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var other = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"), clock: clock);
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "clerk", "*", "viewer");
        var secret = (string)created.Body["secret"]!;
        Assert.Equal((200, 200), (await StatusAsync(api.Client, secret), await StatusAsync(other.Client, secret)));

        await api.DeleteAsync($"/v1/keys/{created.Id}", keys.First.Secret);

        Assert.Equal(401, await StatusAsync(api.Client, secret));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, await StatusAsync(other.Client, secret));
    }

    [Fact]
    public async Task A_known_key_costs_no_query_for_5_seconds()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var other = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"), clock: clock);
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        Assert.Equal(200, await StatusAsync(other.Client, keys.First.Secret));
        await ExecuteAsync($"update access_key set revoked_at = bn_now() where id = '{keys.First.Key.Id}'");

        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(200, await StatusAsync(other.Client, keys.First.Secret));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(401, await StatusAsync(other.Client, keys.First.Secret));
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_are_good_until_the_stated_instant()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "clerk", "*", "viewer");
        var older = (string)created.Body["secret"]!;
        var before = TimeProvider.System.GetUtcNow();

        var rotated = await api.PostAsync($"/v1/keys/{created.Id}/rotate", key: keys.First.Secret);

        var newer = (string)rotated.Body["secret"]!;
        var until = (DateTimeOffset)rotated.Body["previousUntil"]!;
        Assert.Equal(200, rotated.Status);
        Assert.NotEqual(older, newer);
        Assert.InRange(until, before.AddHours(24).AddSeconds(-5), TimeProvider.System.GetUtcNow().AddHours(24).AddSeconds(5));
        Assert.Equal((200, 200), (await StatusAsync(api.Client, older), await StatusAsync(api.Client, newer)));

        // The instant comes.
        await ExecuteAsync($"update access_secret set until = bn_now() where key_id = '{created.Id}' and until is not null");
        await api.PostAsync($"/v1/keys/{keys.First.Key.Id}/rotate", new { overlapHours = 1 }, keys.First.Secret);
        Assert.Equal((401, 200), (await StatusAsync(api.Client, older), await StatusAsync(api.Client, newer)));
    }

    [Fact]
    public async Task An_older_secret_that_is_kept_in_memory_ends_at_its_instant_all_the_same()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var other = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"), clock: clock);
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        await api.PostAsync($"/v1/keys/{keys.First.Key.Id}/rotate", new { overlapHours = 1 }, keys.First.Secret);
        await ExecuteAsync($"""
            update access_secret set until = bn_now() + interval '30 s'
            where key_id = '{keys.First.Key.Id}' and until is not null
            """);
        var until = await UntilAsync(keys);
        clock.SetUtcNow(until.AddSeconds(-2));
        Assert.Equal(200, await StatusAsync(other.Client, keys.First.Secret));

        clock.SetUtcNow(until);

        Assert.Equal(401, await StatusAsync(other.Client, keys.First.Secret));
    }

    [Fact]
    public async Task Without_overlap_the_older_secret_ends_at_once_and_a_repeat_never_lengthens_it()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "clerk", "*", "viewer");
        var path = $"/v1/keys/{created.Id}/rotate";
        var second = await api.PostAsync(path, new { overlapHours = 0 }, keys.First.Secret);
        var third = await api.PostAsync(path, new { overlapHours = 720 }, keys.First.Secret);

        Assert.Equal(401, await StatusAsync(api.Client, (string)created.Body["secret"]!));
        Assert.Equal(200, await StatusAsync(api.Client, (string)second.Body["secret"]!));
        Assert.Equal(200, await StatusAsync(api.Client, (string)third.Body["secret"]!));
        Assert.Equal("overlapHours", Assert.Single(
            (await api.PostAsync(path, new { overlapHours = 721 }, keys.First.Secret)).Fields));
    }

    [Fact]
    public async Task A_revoked_key_has_no_further_secret()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "clerk", "*", "viewer");
        await api.DeleteAsync($"/v1/keys/{created.Id}", keys.First.Secret);

        Assert.Equal("revoked", (await api.PostAsync($"/v1/keys/{created.Id}/rotate", key: keys.First.Secret)).Code);
        Assert.NotNull((await api.GetAsync($"/v1/keys/{created.Id}", keys.First.Secret)).Body["revokedAt"]);
    }

    [Fact]
    public async Task The_last_admin_key_of_an_organisation_cannot_be_revoked()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        // None of these could make every other key.
        await keys.CreateAsync(api.Client, "office", "some-clinic", "admin");
        await keys.CreateAsync(api.Client, "clerk", "*", "biller");
        var first = $"/v1/keys/{keys.First.Key.Id}";

        Assert.Equal("lastAdminKey", (await api.DeleteAsync(first, keys.First.Secret)).Code);
        var second = await OrganisationKeys.SecretOfAsync(keys.CreateAsync(api.Client, "second", "*", "admin"));
        Assert.Equal(204, (await api.DeleteAsync(first, second)).Status);
        Assert.Equal(401, await StatusAsync(api.Client, keys.First.Secret));
    }

    [Fact]
    public async Task Where_the_configuration_has_an_admin_key_the_last_one_of_the_database_may_go()
    {
        var created = await api.PostAsync(
            "/v1/keys", $$"""{ "name": "{{Guid.CreateVersion7()}}", "practices": ["*"], "roles": ["admin"] }""");

        Assert.Equal(204, (await api.DeleteAsync($"/v1/keys/{created.Id}")).Status);
    }

    [Fact]
    public async Task Two_admins_who_revoke_each_other_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var keys = await OrganisationKeys.MakeAsync(api.Services);
            var second = await keys.CreateAsync(api.Client, "second", "*", "admin");

            var answers = await Task.WhenAll(
                api.DeleteAsync($"/v1/keys/{second.Id}", keys.First.Secret),
                api.DeleteAsync($"/v1/keys/{keys.First.Key.Id}", (string)second.Body["secret"]!));

            // The one that came second was refused, or is nobody by now.
            Assert.Single(answers, answer => answer.Status == 204);
            Assert.Single(answers, answer => answer.Status is 401 or 409);
        }
    }

    [Fact]
    public async Task The_last_use_is_kept_to_the_minute()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var path = $"/v1/keys/{keys.First.Key.Id}";
        Assert.Null(keys.First.Key.LastUsedAt);
        var used = (string)(await api.GetAsync(path, keys.First.Secret)).Body["lastUsedAt"]!;
        Assert.NotNull(used);

        // Another process finds the key at once afterwards, and writes nothing.
        await using var other = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"));
        Assert.Equal(used, (string)(await other.Client.AskAsync(HttpMethod.Get, path, keys.First.Secret)).Body["lastUsedAt"]!);

        await ExecuteAsync($"update access_key set last_used_at = bn_now() - interval '61 s' where id = '{keys.First.Key.Id}'");
        await using var third = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"));
        var later = (DateTimeOffset)(await third.Client.AskAsync(HttpMethod.Get, path, keys.First.Secret)).Body["lastUsedAt"]!;
        Assert.InRange(later, TimeProvider.System.GetUtcNow().AddSeconds(-30), TimeProvider.System.GetUtcNow().AddSeconds(30));
    }

    private async Task<DateTimeOffset> UntilAsync(OrganisationKeys keys)
    {
        await using var command = postgres.Owner.CreateCommand(
            $"select until from access_secret where key_id = '{keys.First.Key.Id}' and until is not null");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    private static async Task<int> StatusAsync(HttpClient client, string secret) =>
        (await client.AskAsync(HttpMethod.Get, Anything, secret)).Status;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
