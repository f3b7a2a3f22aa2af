using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Events;

/// <summary>From an account's own grain to a real receiver, through two silos that both send.</summary>
public abstract class WebhooksOnACluster(ClusterFixture cluster)
{
    private static readonly string[] WhoItIs = ["Ann", "Lee", "ann@home.example", "13125550123", "asked at the desk"];

    [Fact]
    public async Task What_happens_to_an_account_is_heard_in_order()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await ClusterPractice.OpenAsync(cluster);
        var webhook = await ListenAsync(practice, receiver.Url, EventTypes.All);

        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Text, SwitchState.OptedOut, "asked at the desk", null)], "desk", default);
        await practice.PayAsync(60);

        var heard = await HeardAsync(receiver, 4);
        Assert.Equal(
            ["notification.scheduled", "notification.sent", "optOut.changed", "payment.posted"],
            heard.Select(received => received.Type));
        var history = await practice.HistoryAsync();
        Assert.All(heard, received =>
        {
            Assert.Equal(
                (practice.Slug, ClusterPractice.Number), ((string)received.Json["practice"]!, (string)received.Data["account"]!));
            Assert.True(StandardWebhooks.Verify(SecretOf(webhook), received));
            // Whose it is they know by the number; who it is they are not told.
            foreach (var told in WhoItIs)
            {
                Assert.DoesNotContain(told, received.Body, StringComparison.Ordinal);
            }
        });
        Assert.Equal($"{history.Id}", (string)heard[1].Data["notification"]!);
        Assert.Equal(
            ("text", "optedOut", "optedIn", "desk"),
            ((string)heard[2].Data["switch"]!, (string)heard[2].Data["state"]!,
                (string)heard[2].Data["previous"]!, (string)heard[2].Data["by"]!));
        Assert.Equal((60m, 60m), ((decimal)heard[3].Data["amount"]!, (decimal)heard[3].Data["balance"]!));
    }

    [Fact]
    public async Task A_paperless_guarantor_who_leaves_email_is_heard_as_an_opt_out_and_on_the_paper_list()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { Defaults = settings.Defaults with { Paperless = SwitchState.OptedIn } });
        await ListenAsync(practice, receiver.Url, EventTypes.Parse(["optOut.*", "paper.*"])!.Value);
        await practice.PostStatementAsync();

        await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Email, SwitchState.OptedOut, null, null)], "desk", default);
        await practice.PayAsync(120);

        var heard = await HeardAsync(receiver, 3);
        Assert.Equal(["optOut.changed", "paper.listed", "paper.unlisted"], heard.Select(received => received.Type));
        Assert.Equal("S-1", (string)heard[1].Data["statementId"]!);
    }

    // Where the clock jumps past a lease the other silo repeats what is on its way: a receiver goes by the id.
    private static async Task<IReadOnlyList<ReceivedEvent>> HeardAsync(WebhookReceiver receiver, int count)
    {
        IReadOnlyList<ReceivedEvent> heard = [];
        await Eventually.HoldsAsync(() =>
        {
            heard = [.. receiver.Received.DistinctBy(received => received.Id)];
            return Task.FromResult(heard.Count >= count);
        });
        return heard;
    }

    private async Task<Webhook> ListenAsync(ClusterPractice practice, string url, EventTypes types)
    {
        var store = new WebhookStore(cluster.Postgres.Owner, cluster.Clock);
        var webhook = (await store.CreateAsync(practice.Scope, new(url, null, types), "test", default))!;
        foreach (var silo in cluster.EverySilo)
        {
            // As in a few seconds by itself.
            await silo.GetRequiredService<EventInterest>().RefreshAsync(default);
        }

        return webhook;
    }

    private static string SecretOf(Webhook webhook) => WebhookSecret.Text(
        WebhookSecret.Of(Convert.FromBase64String(ApiKeys.Events), webhook.Id, webhook.SecretVersion));
}

[Collection(ClusterFixture.Name)]
public sealed class WebhookClusterTests(ClusterFixture cluster, ClusterApi api)
    : WebhooksOnACluster(cluster), IClassFixture<ClusterApi>
{
    private readonly ClusterFixture _cluster = cluster;

    [Fact]
    public async Task A_test_sends_a_ping_now_and_says_what_became_of_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await ClusterPractice.OpenAsync(_cluster);
        var path = $"/v1/practices/{practice.Slug}";
        var hook = await api.PostAsync($"{path}/webhooks", new { url = receiver.Url });

        var taken = await api.PostAsync($"{hook.Location}/test");
        receiver.Answer(500);
        var refused = await api.PostAsync($"{hook.Location}/test");

        Assert.Equal((200, true, 200), (taken.Status, (bool)taken.Body["delivered"]!, (int)taken.Body["status"]!));
        Assert.Equal((200, false, "refused"), (refused.Status, (bool)refused.Body["delivered"]!, (string)refused.Body["error"]!));
        var ping = receiver.Received[0];
        Assert.Equal(("ping", (string)taken.Body["event"]!), (ping.Type, ping.Id));
        Assert.True(StandardWebhooks.Verify((string)hook.Body["secret"]!, ping));
        var log = (await api.GetAsync($"{hook.Location}/deliveries")).Body["items"]!.AsArray();
        Assert.Equal([500, 200], log.Select(line => (int)line!["status"]!));
        Assert.Equal("active", (string)(await api.GetAsync(hook.Location!)).Body["status"]!);
        Assert.Equal(404, (await api.PostAsync($"{path}/webhooks/{Guid.CreateVersion7()}/test")).Status);
    }
}

[Collection(PacedClusterFixture.Name)]
public sealed class WebhookPacedClusterTests(PacedClusterFixture cluster) : WebhooksOnACluster(cluster);
