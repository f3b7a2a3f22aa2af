using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>The chain of a rule and the paper list, on a cluster with real storage, a real relay and a Twilio.</summary>
[Collection(ClusterFixture.Name)]
public sealed class FallbackGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_bounced_email_is_followed_by_one_text_with_its_own_place_in_history()
    {
        var practice = await OpenAsync(FallbackStep.Text, FallbackStep.Paper);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");

        await practice.TickWhenDueAsync();
        await practice.DeactivateAsync();
        await Task.WhenAll(practice.TickAfterAsync(TimeSpan.FromMinutes(1)), practice.TickAsync());

        var (email, text) = await BothAsync(practice);
        Assert.Equal(Status.Resolved, email.Status);
        Assert.Equal((Status.Sent, email.Id), (text.Status, text.FallbackOf));
        Assert.Single(cluster.Twilio.Requests, request =>
            request.Form.GetValueOrDefault("Body") == $"Text of {practice.Slug}");
        Assert.Empty(await PaperAsync(practice));
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task A_bounce_that_is_reported_days_later_plans_the_text_once()
    {
        var practice = await OpenAsync(FallbackStep.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sent = await practice.HistoryAsync();
        await practice.DeactivateAsync();
        cluster.Clock.Now += TimeSpan.FromDays(2);

        await ReportAsync(practice, sent.Id, ReportedFate.GivenUp, "smtp 4.4.7");
        await practice.TickAsync();
        await practice.DeactivateAsync();
        await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");
        await practice.TickAsync();

        var (email, text) = await BothAsync(practice);
        Assert.Equal(Status.Resolved, email.Status);
        Assert.Equal((Status.Sent, 1), (text.Status, text.Attempts));
        Assert.Empty((await practice.Account.ExplainCadenceAsync(default))!.Planned);
    }

    [Fact]
    public async Task A_bounce_that_is_reported_after_the_payment_plans_nothing()
    {
        var practice = await OpenAsync(FallbackStep.Text, FallbackStep.Paper);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sent = await practice.HistoryAsync();
        await practice.PayAsync(120m);

        await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");

        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
        Assert.Empty(await PaperAsync(practice));
    }

    [Fact]
    public async Task The_cadence_says_what_would_follow_and_why_it_is_planned()
    {
        var practice = await OpenAsync(FallbackStep.Text);
        await practice.PostStatementAsync();
        await SetAsync(practice, SwitchKind.Email, SwitchState.OptedOut);

        var before = Assert.Single((await practice.Account.ExplainCadenceAsync(default))!.Planned);
        await practice.TickWhenDueAsync();
        var after = Assert.Single((await practice.Account.ExplainCadenceAsync(default))!.Planned);

        Assert.Equal(("willNotSend: optedOut", "text"), (before.Expected, before.Then));
        Assert.Equal(("send", null), (after.Expected, after.Then));
        Assert.StartsWith($"fallback of {before.Notification.Id}: rule first", after.Notification.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_ends_puts_the_statement_on_paper_until_it_is_paid()
    {
        var practice = await OpenAsync(FallbackStep.Text, FallbackStep.Paper);
        await practice.PostStatementAsync();
        await SetAsync(practice, SwitchKind.Email, SwitchState.OptedOut);
        await SetAsync(practice, SwitchKind.Text, SwitchState.OptedOut);

        await practice.TickWhenDueAsync();
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));
        var listed = Assert.Single(await PaperAsync(practice));
        await practice.PayAsync(120m);

        Assert.Equal(
            (ClusterPractice.Number, "S-1", PaperReason.ChainEnded, Money.From(120)),
            (listed.Account, listed.StatementId, listed.Reason, listed.AmountDue));
        Assert.Empty(await PaperAsync(practice));
    }

    [Fact, Trait("Rule", "V82")]
    public async Task A_paperless_bounce_is_on_the_list_when_its_days_are_over()
    {
        var practice = await OpenAsync();
        await SetAsync(practice, SwitchKind.Paperless, SwitchState.OptedIn);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");
        await practice.TickWhenDueAsync();
        await practice.DeactivateAsync();

        await practice.TickAfterAsync(TimeSpan.FromDays(4));
        Assert.Empty(await PaperAsync(practice));
        await practice.TickAfterAsync(TimeSpan.FromDays(1));
        await practice.TickAsync();

        var listed = Assert.Single(await PaperAsync(practice));
        Assert.Equal((PaperReason.EmailUndeliverable, cluster.Clock.Now), (listed.Reason, listed.Key.Since));
        Assert.Single(await practice.AuditAsync(), line => line.Action == "paper.listed");
    }

    [Fact, Trait("Rule", "V82")]
    public async Task Who_gives_up_email_while_paperless_gets_this_and_the_next_statement_on_paper()
    {
        var practice = await OpenAsync();
        await SetAsync(practice, SwitchKind.Paperless, SwitchState.OptedIn);
        await practice.PostStatementAsync(daysAgo: 1);
        await SetAsync(practice, SwitchKind.Email, SwitchState.OptedOut);
        var first = Assert.Single(await PaperAsync(practice));

        await practice.PostStatementAsync("S-2");
        await practice.TickWhenDueAsync();

        var second = Assert.Single(await PaperAsync(practice));
        Assert.Equal(
            [("S-1", PaperReason.EmailOptedOut), ("S-2", PaperReason.EmailOptedOut)],
            [(first.StatementId, first.Reason), (second.StatementId, second.Reason)]);
    }

    private async Task<ClusterPractice> OpenAsync(params FallbackStep[] fallback)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var text = await practice.Templates.CreateAsync(
            practice.Scope,
            new MessageTemplate("Short", Channel.Text, "en", null, null, $"Text of {practice.Slug}", true), "test", default);
        var profiles = new ProfileStore(cluster.Postgres.Owner);
        var current = (await profiles.FindAsync(practice.Scope, practice.Profile, default))!;
        var rule = current.Newest.Profile.Notifications.Single() with
        {
            Fallback = fallback,
            FallbackTemplates = new Dictionary<Channel, Guid> { [Channel.Text] = text.Id },
        };
        await practice.Profiles.SaveAsync(
            practice.Scope, current, current.Newest.Profile with { Notifications = [rule] }, "test", default);
        await practice.ProofAndApproveAsync();
        return practice;
    }

    private Task<SetSwitchesResult> SetAsync(ClusterPractice practice, SwitchKind kind, SwitchState state) =>
        practice.Account.SetSwitchesAsync(
            [new(kind, state, "asked", new(cluster.Clock.Now, "desk", "yes"))], "test", default);

    private Task<ReportOutcome> ReportAsync(ClusterPractice practice, Guid id, ReportedFate fate, string reason) =>
        practice.Account.ReportAsync(new(id, fate, reason, cluster.Clock.Now), default);

    private async Task<IReadOnlyList<PaperEntry>> PaperAsync(ClusterPractice practice) =>
        (await new PaperList(cluster.Postgres.Owner, cluster.Clock)
            .ListAsync(practice.Scope, false, null, 50, default)).Page.Items;

    private async Task<(NotificationView Email, NotificationView Text)> BothAsync(ClusterPractice practice)
    {
        var page = await new NotificationReader(cluster.Postgres.Owner).ListAsync(
            practice.Scope, new([]), ascending: true, null, 10, default);
        Assert.Equal(2, page.Items.Count);
        return (page.Items.Single(n => n.Channel is Channel.Email), page.Items.Single(n => n.Channel is Channel.Text));
    }
}
