using System.Net;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;
using BalanceNotifications.Audit;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BalanceNotifications.Links;

/// <summary>From the link in a message to the page behind it: cluster, real storage, and the api over them.</summary>
[Collection(ClusterFixture.Name)]
public sealed partial class QuickPayTests(ClusterFixture cluster)
{
    private const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1";

    [Fact]
    [Trait("Rule", "V31")]
    public async Task The_link_of_a_message_leads_to_what_is_due_and_its_opening_is_recorded()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = await SendAsync(practice);
        await using var api = await cluster.StartApiAsync();

        var before = (await practice.ShownAsync()).OpenedAt;
        var page = await OpenAsync(api, path);
        await OpenAsync(api, path, "WhatsApp/2");
        var shown = await practice.ShownAsync();

        Assert.Equal(23, path[(path.LastIndexOf('/') + 1)..].Length);
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        Assert.Contains("$120.00", page.Text, StringComparison.Ordinal);
        Assert.Contains("Hello Ann", page.Text, StringComparison.Ordinal);
        Assert.Null(before);
        Assert.NotNull(shown.OpenedAt);
        Assert.Equal((1, 1), (shown.Opens, shown.Link!.Previews));
        Assert.Equal(cluster.Clock.Now.AddDays(30), shown.Link.ExpiresAt);
    }

    [Fact]
    public async Task Nothing_about_the_guarantor_is_kept_indexed_or_passed_on()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = await SendAsync(practice);
        await using var api = await cluster.StartApiAsync();

        using var response = await api.Client.GetAsync(path);

        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("noindex, nofollow", Assert.Single(response.Headers.GetValues("X-Robots-Tag")));
    }

    [Fact]
    public async Task The_page_asks_for_the_balance_of_the_moment()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = await SendAsync(practice);
        await using var api = await cluster.StartApiAsync();

        await practice.PayAsync(20m);
        var part = await OpenAsync(api, path);
        await practice.PayAsync(100m, "P-2");
        var nothing = await OpenAsync(api, path);
        await practice.Account.PlaceHoldAsync(
            new Hold("h-1", HoldReason.Bankruptcy, null, "", cluster.Clock.Now, "test"), default);
        var held = await OpenAsync(api, path);

        Assert.Contains("$100.00", part.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is due", nothing.Text, StringComparison.Ordinal);
        Assert.Contains("Please talk to us", held.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$", nothing.Text + held.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "V103")]
    public async Task An_older_link_shows_the_newest_statement()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = await SendAsync(practice);
        await using var api = await cluster.StartApiAsync();

        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(1);
        await practice.PostStatementAsync("S-2", daysAgo: -1, due: 75m);

        var page = await OpenAsync(api, path);
        Assert.Contains("$75.00", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$120.00", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "V103")]
    public async Task A_link_ends_with_its_lifetime()
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { QuickPay = new(QuickPayMode.Hosted, null, 7) });
        var path = await SendAsync(practice);
        await using var api = await cluster.StartApiAsync();

        await practice.MoveLinksBackAsync(days: 8);
        var ended = await OpenAsync(api, path);

        Assert.Equal(410, ended.Status);
        Assert.DoesNotContain("North Clinic", ended.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await practice.ShownAsync()).Opens);
    }

    [Fact]
    public async Task A_revoked_link_has_ended_and_stays_so_whatever_is_told_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = await SendAsync(practice);
        await using var api = await cluster.StartApiAsync();
        var links = new LinkStore(cluster.Postgres.Owner, cluster.Clock);
        var id = (await practice.HistoryAsync()).Id;

        Assert.True(await links.RevokeAsync(practice.Scope, id, "biller", default));
        Assert.True(await links.RevokeAsync(practice.Scope, id, "biller", default));
        await practice.DeactivateAsync();
        await practice.TickAsync();

        Assert.Equal(410, (await OpenAsync(api, path)).Status);
        Assert.NotNull((await practice.ShownAsync()).Link!.RevokedAt);
        var audit = await new AuditStore(cluster.Postgres.Owner).ListAsync(
            AuditTrail.OfPractice(practice.Scope), AuditFilter.All, ascending: false, after: null, 50, default);
        Assert.Single(audit.Items, entry => entry.Action == "link.revoked" && entry.Actor == "biller");
        Assert.False(await links.RevokeAsync(practice.Scope, Guid.CreateVersion7(), "biller", default));
    }

    [Fact]
    public async Task A_link_that_could_not_be_told_yet_is_unknown_and_known_after_the_next_tick()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await UseLinkAsync(practice);
        await practice.PostStatementAsync();
        await using var api = await cluster.StartApiAsync();
        var before = cluster.Relay.Received.Count;
        await using (await practice.ForbidHistoryAsync())
        {
            await practice.TickWhenDueAsync();
        }

        var path = PathIn(Assert.Single(cluster.Relay.Received.Skip(before)).Message.HtmlBody!);
        var unknown = await OpenAsync(api, path);
        await practice.TickAsync();

        Assert.Equal(404, unknown.Status);
        Assert.Contains("try again in a minute", unknown.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await OpenAsync(api, path)).Status);
    }

    [Fact]
    public async Task The_link_of_a_text_that_may_have_arrived_can_be_opened()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.Templates.SaveAsync(
            practice.Scope, practice.Template, practice.Template.Template with { Text = "Pay: {{ quickPay.url }}" },
            "test", default);
        await practice.ProofAndApproveAsync();
        await practice.PostStatementAsync();
        await using var api = await cluster.StartApiAsync();
        cluster.Twilio.Drop();
        try
        {
            await practice.TickWhenDueAsync();
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }

        var shown = await practice.ShownAsync();
        Assert.Equal(NotificationStatus.Sending, shown.Status);
        Assert.Equal(200, (await OpenAsync(api, PathIn(shown.Message!.Text))).Status);
    }

    [Fact]
    public async Task A_portal_gets_the_guarantor_by_a_signed_form_and_nothing_by_the_address()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            QuickPay = new(QuickPayMode.Portal, "https://portal.example/pay", 30),
        });
        var path = await SendAsync(practice);
        await using var keyless = await cluster.StartApiAsync();
        await using var api = await cluster.StartApiAsync(
            ($"Links:PortalKeys:north:{practice.Slug}", Convert.ToBase64String(new byte[32])));

        var hosted = await OpenAsync(keyless, path);
        var portal = await OpenAsync(api, path);

        Assert.Contains("$120.00", hosted.Text, StringComparison.Ordinal);
        Assert.Contains("action=\"https://portal.example/pay\"", portal.Text, StringComparison.Ordinal);
        var token = new JsonWebToken(Token().Match(portal.Text).Groups[1].Value);
        Assert.Equal((ClusterPractice.Number, practice.Slug), (token.Subject, token.GetClaim("practice").Value));
    }

    [Fact]
    public async Task A_message_without_the_link_issues_none()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        Assert.Null((await practice.ShownAsync()).Link);
    }

    [Fact]
    public async Task An_unknown_link_says_to_try_again_and_asks_for_no_key()
    {
        await using var api = await cluster.StartApiAsync();

        var unknown = await OpenAsync(api, $"/q/{new string('A', 23)}");
        var none = await OpenAsync(api, "/q/100234");

        Assert.Equal((404, 404), (unknown.Status, none.Status));
        Assert.Contains("try again in a minute", unknown.Text, StringComparison.Ordinal);
        Assert.Equal("text/html", none.ContentType);
    }

    [Fact]
    public async Task Who_opens_too_many_links_waits()
    {
        await using var api = await cluster.StartApiAsync(("Links:OpensPerMinute", "2"));

        await OpenAsync(api, "/q/a");
        await OpenAsync(api, "/q/a");
        using var refused = await api.Client.GetAsync("/q/a");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(200, (await OpenAsync(api, "/health/live")).Status);
    }

    /// <summary>Sends one e-mail with the link.</summary>
    /// <returns>The link's path.</returns>
    private static async Task<string> SendAsync(ClusterPractice practice)
    {
        await UseLinkAsync(practice);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var shown = await practice.ShownAsync();
        Assert.Equal(NotificationStatus.Sent, shown.Status);
        return PathIn(shown.Message!.Html!);
    }

    private static async Task UseLinkAsync(ClusterPractice practice)
    {
        var template = practice.Template.Template with { Html = "<p><a href=\"{{ quickPay.url }}\">Pay</a></p>" };
        await practice.Templates.SaveAsync(practice.Scope, practice.Template, template, "test", default);
        await practice.ProofAndApproveAsync();
    }

    private static string PathIn(string message) => Link().Match(message).Groups[1].Value;

    private static async Task<Answer> OpenAsync(ApiHost api, string path, string agent = Phone)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var response = await api.Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    [GeneratedRegex("https://pay.example(/q/[A-Za-z0-9_-]+)")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
