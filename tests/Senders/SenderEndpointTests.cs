using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Senders;

/// <summary>What staff see of a sender that fails, and how they let it go on.</summary>
[Collection(ApiFixture.Name)]
public sealed class SenderEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    private readonly string _from = $"Billing.{Guid.CreateVersion7():n}@north.example";

    [Fact]
    public async Task A_practice_lists_its_senders_with_what_stops_them()
    {
        var path = await MakePracticeAsync();
        await OpenBreakerAsync();

        var senders = (await api.GetAsync($"{path}/senders", ApiKeys.Viewer)).Body["items"]!.AsArray();

        Assert.Equal(["email", "text"], senders.Select(sender => (string?)sender!["channel"]));
        var breaker = senders[0]!["breaker"]!;
        Assert.Equal(_from, (string?)senders[0]!["from"]);
        Assert.Equal(("open", "smtp 550 5.7.1"), ((string?)breaker["state"], (string?)breaker["reason"]));
        Assert.Equal("2026-11-23T16:00:00Z", (string?)breaker["since"]);
        Assert.Equal("2126-11-23T16:01:00Z", (string?)breaker["nextProbeAt"]);
        Assert.Equal("closed", (string?)senders[1]!["breaker"]!["state"]);
    }

    [Fact]
    public async Task An_admin_closes_it_once_and_the_audit_trail_says_so()
    {
        var path = await MakePracticeAsync();
        await OpenBreakerAsync();

        Assert.Equal(403, (await api.DeleteAsync($"{path}/senders/email/breaker", ApiKeys.Biller)).Status);
        Assert.Equal(204, (await api.DeleteAsync($"{path}/senders/email/breaker")).Status);
        Assert.Equal(204, (await api.DeleteAsync($"{path}/senders/email/breaker")).Status);

        var senders = (await api.GetAsync($"{path}/senders")).Body["items"]!.AsArray();
        Assert.Equal("closed", (string?)senders[0]!["breaker"]!["state"]);
        var line = Assert.Single(
            (await api.GetAsync($"{path}/audit")).Body["items"]!.AsArray(),
            line => (string?)line!["action"] == "sender.breakerClosed");
        Assert.Equal((ApiKeys.Admin, "email"), ((string?)line!["actor"], (string?)line["subject"]));
        Assert.Equal("smtp 550 5.7.1", (string?)line["detail"]!["reason"]);
    }

    [Theory]
    [InlineData("voice")]
    [InlineData("fax")]
    [InlineData("1")]
    public async Task A_channel_without_a_sender_has_no_breaker(string channel)
    {
        var refused = await api.DeleteAsync($"{await MakePracticeAsync()}/senders/{channel}/breaker");

        Assert.Equal((404, "notFound"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task The_api_sees_a_sender_only_in_the_practices_that_use_it()
    {
        var path = await MakePracticeAsync();
        var other = await api.MakePracticeAsync();
        await OpenBreakerAsync();

        Assert.Equal(1L, await CountAsync(path));
        Assert.Equal(0L, await CountAsync(other));
        Assert.Equal(0L, await CountAsync(path: null));
    }

    private async Task<long> CountAsync(string? path)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        await using var batch = new RowScope("north", path is null ? null : await IdOfAsync(path)).Begin(database)
            .Add("select count(*) from sender_breaker where sender = $1", Database.Value(_from.ToLowerInvariant()));
        await using var reader = await RowScope.ExecuteAsync(batch, default);
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }

    private async Task<int> IdOfAsync(string path)
    {
        await using var command = postgres.Owner.CreateCommand("select id from practice where slug = $1");
        command.Parameters.Add(Database.Value(path[(path.LastIndexOf('/') + 1)..]));
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task<string> MakePracticeAsync()
    {
        var body = Samples.Practice();
        body["senders"] = new JsonObject
        {
            ["email"] = new JsonObject { ["from"] = _from },
            ["text"] = new JsonObject { ["from"] = "+13125550111" },
        };
        var path = $"/v1/practices/senders-{Guid.CreateVersion7():n}"[..40];
        Assert.Equal(201, (await api.PutAsync(path, body)).Status);
        return path;
    }

    private async Task OpenBreakerAsync()
    {
        await using var command = postgres.Owner.CreateCommand(
            """
            insert into sender_breaker (channel, provider, sender, reason, opened_at, trips, probe_at)
            values (1, 'default', $1, 'smtp 550 5.7.1', '2026-11-23T16:00:00Z', 1, '2126-11-23T16:01:00Z')
            """);
        command.Parameters.Add(Database.Value(_from.ToLowerInvariant()));
        await command.ExecuteNonQueryAsync();
    }
}
