using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What providers and guarantors say about an address: in the audit trail, and for every account that has it.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SuppressionTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V87")]
    public async Task A_stop_at_the_provider_is_audited_and_holds_for_every_account_with_the_number()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        var other = await practice.WithAccountAsync("100235");
        await practice.PostStatementAsync();
        await other.PostStatementAsync();

        await StopAtProviderAsync(practice.TickWhenDueAsync);
        await other.TickWhenDueAsync();

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
        var line = (await practice.AuditAsync()).Single(audited => audited.Action == "switches.set");
        Assert.Equal("system", line.Actor);
        var detail = JsonNode.Parse(line.Detail)!;
        Assert.Equal(("text", "twilio 21610"), ((string?)detail["channel"], (string?)detail["reason"]));
        Assert.DoesNotContain("555", line.Detail, StringComparison.Ordinal);
        var refused = await other.HistoryAsync();
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task A_permanent_bounce_is_audited_and_suppresses_nobody()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync("100235");
        await practice.PostStatementAsync();
        await other.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");

        await practice.TickWhenDueAsync();
        await other.TickWhenDueAsync();

        var line = (await practice.AuditAsync()).Single(audited => audited.Action == "switches.set");
        Assert.Equal("system", line.Actor);
        Assert.Contains("\"email\": \"ErroredOut\"", line.Detail, StringComparison.Ordinal);
        Assert.Equal(Status.Sent, (await other.HistoryAsync()).Status);
    }

    [Fact]
    [Trait("Rule", "V87")]
    public async Task An_opt_out_with_evidence_holds_for_every_account_until_newer_evidence_lifts_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync("100235");
        await SetEmailAsync(practice, SwitchState.OptedOut, hours: -3);

        await SetEmailAsync(other, SwitchState.OptedIn, hours: -4); // older than the refusal
        await other.PostStatementAsync("S-1", daysAgo: 1);
        await other.TickWhenDueAsync();
        Assert.Equal(Reason.OptedOut, (await other.HistoryAsync("S-1")).Reason);

        cluster.Clock.Now = TestClock.MondayAtTen;
        await SetEmailAsync(other, SwitchState.OptedIn, hours: -2);
        await other.PostStatementAsync("S-2");
        await other.TickWhenDueAsync();
        Assert.Equal(Status.Sent, (await other.HistoryAsync("S-2")).Status);
        Assert.Equal(2, (await other.AuditAsync()).Count(line => line.Action == "switches.set"));
    }

    [Fact]
    public async Task A_switch_set_without_evidence_is_about_its_account_alone()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync("100235");
        await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Email, SwitchState.OptedOut, "moved away", null)], "test", default);
        await other.PostStatementAsync();

        await other.TickWhenDueAsync();

        Assert.Equal(Status.Sent, (await other.HistoryAsync()).Status);
    }

    private async Task StopAtProviderAsync(Func<Task> send)
    {
        cluster.Twilio.Refuse(400, 21610);
        try
        {
            await send();
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }
    }

    private static async Task SetEmailAsync(ClusterPractice practice, SwitchState state, int hours)
    {
        var evidence = new Evidence(TestClock.MondayAtTen.AddHours(hours), "phone call", "please stop, or go on");
        var result = await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Email, state, null, evidence)], "test", default);
        Assert.Equal(SetSwitchesOutcome.Applied, result.Outcome);
    }
}
