using BalanceNotifications.Fixtures;
using BalanceNotifications.Security;

namespace BalanceNotifications.Keys;

[Collection(ApiFixture.Name)]
public sealed class KeyEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task A_new_key_opens_what_it_names_and_nothing_else()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        await MakePracticeAsync("first-clinic", keys.First.Secret);
        await MakePracticeAsync("other-clinic", keys.First.Secret);
        var created = await keys.CreateAsync(api.Client, "clerk", "first-clinic", "viewer");
        var secret = (string)created.Body["secret"]!;

        Assert.Equal(201, created.Status);
        Assert.Equal($"/v1/keys/{created.Id}", created.Location);
        Assert.True(KeySecret.IsWellFormed(secret));
        Assert.Equal(200, (await api.GetAsync("/v1/practices/first-clinic/templates", secret)).Status);
        Assert.Equal(404, (await api.GetAsync("/v1/practices/other-clinic/templates", secret)).Status);
        Assert.Equal(403, (await api.PostAsync("/v1/practices/first-clinic/templates", new { }, secret)).Status);
        Assert.Equal(403, (await api.GetAsync("/v1/keys", secret)).Status);
    }

    [Fact]
    public async Task A_secret_is_shown_once_and_lies_nowhere()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "upload", "*", "integration");
        var secret = (string)created.Body["secret"]!;
        var seen = await api.GetAsync($"/v1/keys/{created.Id}", keys.First.Secret);
        var listed = await api.GetAsync("/v1/keys", keys.First.Secret);
        await using var rows = postgres.Owner.CreateCommand("""
            select (select string_agg(k::text, ' ') from access_key k) || (select string_agg(s::text, ' ') from access_secret s)
                || (select string_agg(a::text, ' ') from organisation_audit a)
            """);

        Assert.DoesNotContain("secret", seen.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", listed.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(secret, (string)(await rows.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_with_a_secret_is_not_to_be_kept()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/keys")
        {
            Headers = { Authorization = new("Bearer", keys.First.Secret) },
            Content = new StringContent(
                """{ "name": "kept", "practices": ["*"], "roles": ["viewer"] }""", System.Text.Encoding.UTF8, "application/json"),
        };

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(201, (int)response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Keys_are_listed_newest_first_page_by_page()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        await keys.CreateAsync(api.Client, "second", "*", "viewer");
        await keys.CreateAsync(api.Client, "third", "*", "viewer");
        var page = await api.GetAsync("/v1/keys?limit=2", keys.First.Secret);
        var rest = await api.GetAsync($"/v1/keys?limit=2&cursor={(string)page.Body["next"]!}", keys.First.Secret);

        Assert.Equal(["third", "second"], OrganisationKeys.Names(page));
        Assert.Equal(["first"], OrganisationKeys.Names(rest));
        Assert.Null(rest.Body["next"]);
    }

    [Fact]
    public async Task Another_organisations_key_is_not_there()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var others = await OrganisationKeys.MakeAsync(api.Services);
        var path = $"/v1/keys/{others.First.Key.Id}";

        Assert.Equal(404, (await api.GetAsync(path, keys.First.Secret)).Status);
        Assert.Equal(404, (await api.PostAsync($"{path}/rotate", key: keys.First.Secret)).Status);
        Assert.Equal(404, (await api.DeleteAsync(path, keys.First.Secret)).Status);
        Assert.Equal(200, (await api.GetAsync(path, others.First.Secret)).Status);
    }

    [Fact]
    public async Task An_admin_of_single_practices_reaches_no_further_than_they_do()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var office = await OrganisationKeys.SecretOfAsync(keys.CreateAsync(api.Client, "office", "first-clinic", "admin"));
        var wide = await keys.CreateAsync(api.Client, "wide", "first-clinic other-clinic", "viewer");
        var within = await keys.CreateAsync(api.Client, "within", "first-clinic", "biller integration", office);

        Assert.Equal(201, within.Status);
        Assert.Equal("beyondReach", (await keys.CreateAsync(api.Client, "x", "other-clinic", "viewer", office)).Code);
        Assert.Equal(403, (await keys.CreateAsync(api.Client, "x", "*", "viewer", office)).Status);
        Assert.Equal(404, (await api.GetAsync($"/v1/keys/{wide.Id}", office)).Status);
        Assert.Equal(404, (await api.PostAsync($"/v1/keys/{wide.Id}/rotate", key: office)).Status);
        Assert.Equal(404, (await api.DeleteAsync($"/v1/keys/{wide.Id}", office)).Status);
        Assert.Equal(["within", "office"], OrganisationKeys.Names(await api.GetAsync("/v1/keys", office)));
        // Nor does it make practices, or read what was done to others.
        Assert.Equal(404, (await api.PutAsync("/v1/practices/new-clinic", Samples.Practice(), key: office)).Status);
        Assert.Equal(403, (await api.GetAsync("/v1/organisation/audit", office)).Status);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_key_is_named_at_once()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var refused = await keys.CreateAsync(api.Client, "system", "North first-clinic", "owner");
        var empty = await api.PostAsync("/v1/keys", new { }, keys.First.Secret);
        var holes = await api.PostAsync(
            "/v1/keys", """{ "name": "x", "practices": [null], "roles": [null] }""", keys.First.Secret);

        Assert.Equal((400, "name practices[0] roles[0]"), (refused.Status, string.Join(' ', refused.Fields)));
        Assert.Equal((400, "name practices roles"), (empty.Status, string.Join(' ', empty.Fields)));
        Assert.Equal(400, holes.Status);
    }

    [Fact]
    public async Task A_name_is_never_used_twice()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "clerk", "*", "viewer");
        Assert.Equal(204, (await api.DeleteAsync($"/v1/keys/{created.Id}", keys.First.Secret)).Status);

        Assert.Equal("nameTaken", (await keys.CreateAsync(api.Client, "clerk", "*", "viewer")).Code);
        // Neither is that of a key of the configuration.
        Assert.Equal(409, (await keys.CreateAsync(api.Client, ApiKeys.Viewer, "*", "viewer", ApiKeys.Admin)).Status);
    }

    [Fact]
    public async Task Every_change_of_a_key_is_in_the_trail_with_who_made_it()
    {
        var keys = await OrganisationKeys.MakeAsync(api.Services);
        var created = await keys.CreateAsync(api.Client, "clerk", "*", "viewer");
        await api.PostAsync($"/v1/keys/{created.Id}/rotate", new { overlapHours = 0 }, keys.First.Secret);
        await api.DeleteAsync($"/v1/keys/{created.Id}", keys.First.Secret);
        await api.DeleteAsync($"/v1/keys/{created.Id}", keys.First.Secret);

        var trail = (await api.GetAsync("/v1/organisation/audit", keys.First.Secret)).Body["items"]!.AsArray();

        Assert.Equal(
            ["first key.revoked", "first key.rotated", "first key.created", "bootstrap key.created"],
            trail.Select(line => $"{line!["actor"]} {line["action"]}"));
        Assert.Equal(created.Id, (string)trail[0]!["subject"]!);
        Assert.Equal("viewer", (string)trail[2]!["detail"]!["roles"]![0]!);
    }

    [Fact]
    public async Task Nobody_rewrites_the_trail_of_an_organisation_or_reads_hashes()
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        foreach (var statement in (string[])
            ["update organisation_audit set actor = 'x'", "delete from organisation_audit", "select hash from access_secret"])
        {
            await using var command = database.CreateCommand(statement);
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private async Task MakePracticeAsync(string slug, string key) =>
        Assert.Equal(201, (await api.PutAsync($"/v1/practices/{slug}", Samples.Practice(), key: key)).Status);
}
