using System.Buffers.Text;
using System.Security.Cryptography;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Links;

/// <summary>Links at the api's own door, with no silo behind it.</summary>
[Collection(ApiFixture.Name)]
public sealed class LinkEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    private readonly string _token = Base64Url.EncodeToString([1, .. RandomNumberGenerator.GetBytes(16)]);
    private readonly Guid _notification = Guid.CreateVersion7();

    [Fact]
    public async Task A_link_is_revoked_once_and_the_audit_trail_says_by_whom()
    {
        var path = await MakeLinkAsync();
        var link = $"{path}/notifications/{_notification}/link";

        Assert.Equal(403, (await api.DeleteAsync(link, ApiKeys.Viewer)).Status);
        Assert.Equal(204, (await api.DeleteAsync(link, ApiKeys.Biller)).Status);
        Assert.Equal(204, (await api.DeleteAsync(link)).Status);

        var audit = (await api.GetAsync($"{path}/audit")).Body["items"]!.AsArray()
            .Where(line => (string?)line!["action"] == "link.revoked");
        Assert.Equal(ApiKeys.Biller, (string?)Assert.Single(audit)!["actor"]);
        Assert.Equal(410, (await api.GetAsync($"/q/{_token}", key: null)).Status);
    }

    [Fact]
    public async Task Another_practices_link_is_not_there()
    {
        await MakeLinkAsync();
        var other = await api.MakePracticeAsync();

        var refused = await api.DeleteAsync($"{other}/notifications/{_notification}/link");

        Assert.Equal((404, "notFound"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_guarantor_gets_a_page_to_come_back_to_when_no_silo_answers()
    {
        await MakeLinkAsync();

        using var response = await api.Client.GetAsync($"/q/{_token}");

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(60, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
    }

    private async Task<string> MakeLinkAsync()
    {
        var path = await api.MakePracticeAsync();
        await using var command = postgres.Owner.CreateCommand(
            """
            insert into link (practice_id, notification_id, purpose, token_hash, account_key, expires_at)
            select id, $2, 1, $3, 'k', bn_now() + interval '1 day' from practice where slug = $1
            """);
        command.Parameters.Add(Database.Value(path[(path.LastIndexOf('/') + 1)..]));
        command.Parameters.Add(Database.Value(_notification));
        command.Parameters.Add(Database.Value(LinkToken.HashOf(_token)));
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        return path;
    }
}
