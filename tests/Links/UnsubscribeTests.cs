using System.Net;
using System.Net.Http.Headers;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace BalanceNotifications.Links;

/// <summary>From the header of a mail that really arrived to the switch: cluster, real storage, and the api over them.</summary>
[Collection(ClusterFixture.Name)]
public sealed class UnsubscribeTests(ClusterFixture cluster)
{
    [Fact]
    public async Task One_POST_ends_the_channel_with_evidence_and_no_further_step()
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();

        using var response = await PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var email = (await practice.Account.GetAsync(default))!.Email;
        Assert.Equal(SwitchState.OptedOut, email.State);
        Assert.Equal("one-click unsubscribe", email.Evidence!.Source);
        Assert.Equal(1, await practice.SuppressedAsync("ann@home.example"));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task A_multipart_POST_ends_it_as_well_and_a_second_one_changes_nothing_more()
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();

        using var first = await api.Client.PostAsync(
            path, new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } });
        var changes = (await practice.AuditAsync()).Count;
        using var second = await PostAsync(api, path);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(changes, (await practice.AuditAsync()).Count);
    }

    [Fact]
    public async Task Whoever_hangs_up_after_the_POST_has_ended_the_channel()
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();
        await api.Connected;
        using var services = api.Services.CreateScope();
        var context = new DefaultHttpContext
        {
            RequestServices = services.ServiceProvider,
            RequestAborted = new CancellationToken(canceled: true),
        };
        context.Request.Method = HttpMethods.Post;
        context.Request.RouteValues["token"] = path.Split('/')[^1];
        context.Request.Form = new FormCollection(new() { ["List-Unsubscribe"] = "One-Click" });
        var unsubscribe = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(
            endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == "Unsubscribe");

        // There is nobody left to show a page to.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unsubscribe.RequestDelegate!(context));

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Looking_at_the_link_ends_nothing(string method)
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();

        using var response = await api.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task The_page_has_a_button_that_sends_what_a_mail_program_does()
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();

        using var page = await api.Client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("North Clinic", html, StringComparison.Ordinal);
        Assert.Contains("<form method=\"post\">", html, StringComparison.Ordinal);
        Assert.Contains("name=\"List-Unsubscribe\" value=\"One-Click\"", html, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", html, StringComparison.Ordinal);
        Assert.DoesNotContain(ClusterPractice.Number, html, StringComparison.Ordinal);
        using var stopped = await PostAsync(api, path);
        Assert.Contains(
            "We have stopped e-mails",
            await stopped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POST_that_says_something_else_ends_nothing()
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();

        using var empty = await api.Client.PostAsync(path, content: null);
        using var other = await PostAsync(api, path, "Maybe");
        using var json = await api.Client.PostAsync(
            path, new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")));

        Assert.All([empty, other, json], response => Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_token_nobody_issued_is_unknown()
    {
        await using var api = await cluster.StartApiAsync();

        using var page = await api.Client.GetAsync($"/u/{new string('A', 23)}");
        using var post = await PostAsync(api, $"/u/{new string('A', 23)}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, post.StatusCode));
    }

    [Fact]
    public async Task The_link_of_an_old_message_still_ends_the_channel_after_its_payment_link_was_ended()
    {
        var (practice, path) = await SentAsync();
        await using var api = await cluster.StartApiAsync();
        await new LinkStore(cluster.Postgres.Owner, cluster.Clock).RevokeAsync(
            practice.Scope, (await practice.HistoryAsync()).Id, "biller", default);
        await practice.MoveLinksBackAsync(days: 800);
        await practice.PayAsync(120m);
        await practice.DeactivateAsync();

        using var response = await PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_the_account_that_is_left_is_meant()
    {
        var (practice, path) = await SentAsync();
        var left = await practice.WithAccountAsync("200");
        await using var api = await cluster.StartApiAsync();
        await practice.Account.MergeAsync(new MergeAccount("200", "twice", "test"), default);

        using var response = await PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_the_account_that_is_left_keeps_an_address_that_was_not_written_to()
    {
        var (practice, path) = await SentAsync();
        var left = await practice.WithAccountAsync("200");
        await left.SaveAccountAsync(email: "beth@home.example");
        await using var api = await cluster.StartApiAsync();
        await practice.Account.MergeAsync(new MergeAccount("200", "twice", "test"), default);

        using var response = await PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedIn, (await left.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (1, 0), (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
    }

    [Fact]
    public async Task It_ends_the_address_that_was_written_to_and_not_the_one_that_has_replaced_it()
    {
        var (practice, path) = await SentAsync();
        await practice.SaveAccountAsync(email: "beth@home.example");
        await using var api = await cluster.StartApiAsync();

        using var response = await PostAsync(api, path);

        Assert.Contains(
            "We have stopped e-mails",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (1, 0), (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
    }

    [Fact]
    public async Task Of_several_attempts_the_last_ones_address_is_ended()
    {
        cluster.Relay.Answer("RCPT", "451 4.7.1 grey");
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        Assert.Equal(NotificationStatus.Deferred, (await practice.HistoryAsync()).Status);
        await practice.SaveAccountAsync(email: "beth@home.example");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        var sent = await practice.HistoryAsync();
        var mail = cluster.Relay.Received.Single(mail => mail.Message.MessageId == $"{sent.Id:n}@north.example").Message;
        await using var api = await cluster.StartApiAsync();

        using var response = await PostAsync(
            api, new Uri(mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>')).AbsolutePath);

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (0, 1), (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
    }

    [Fact]
    public async Task An_address_that_comes_back_is_still_ended()
    {
        var (practice, path) = await SentAsync();
        await practice.SaveAccountAsync(email: "beth@home.example");
        await using var api = await cluster.StartApiAsync();
        using var response = await PostAsync(api, path);

        await practice.SaveAccountAsync();
        await practice.PostStatementAsync("S-2", daysAgo: -1);
        await practice.TickAfterAsync(TimeSpan.FromDays(1));

        Assert.Equal(NotificationStatus.WillNotSend, (await practice.HistoryAsync("S-2")).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task The_link_of_an_earlier_version_ends_the_address_that_the_account_has()
    {
        var (practice, path) = await SentAsync();
        await practice.SaveAccountAsync(email: "beth@home.example");
        await practice.ExecuteAsync(
            "update link set address_hash = null, channel = null where practice_id = $1", Database.Value(practice.Id));
        await using var api = await cluster.StartApiAsync();

        using var response = await PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(1, await practice.SuppressedAsync("beth@home.example"));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task In_a_merge_that_cannot_end_yet_the_address_is_ended_at_once()
    {
        var (practice, path) = await SentAsync();
        var left = await practice.WithAccountAsync("200");
        await left.RaiseStoredVersionAsync(); // whatever it writes is refused
        Assert.Equal(
            MergeOutcome.Pending,
            (await practice.Account.MergeAsync(new MergeAccount("200", "twice", "test"), default)).Outcome);
        await left.Account.GetAsync(default);
        await left.RaiseStoredVersionAsync();
        await using var api = await cluster.StartApiAsync();

        using var first = await PostAsync(api, path);
        var suppressed = await practice.SuppressedAsync("ann@home.example");
        using var second = await PostAsync(api, path);

        Assert.Equal((HttpStatusCode.OK, 1L, HttpStatusCode.OK), (first.StatusCode, suppressed, second.StatusCode));
        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_mail_of_a_practice_in_test_mode_has_no_way_out_to_be_tried()
    {
        var (_, mail) = await MailAsync(settings => settings with
        {
            Mode = PracticeMode.Test,
            TestRecipients = new("test@north.example", "+13125550199"),
        });

        Assert.Null(mail.Headers[HeaderId.ListUnsubscribe]);
        Assert.Null(mail.Headers[HeaderId.ListUnsubscribePost]);
    }

    [Fact]
    public async Task The_link_of_a_text_ends_texts()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.Templates.SaveAsync(
            practice.Scope, practice.Template, practice.Template.Template with { Text = "Stop: {{ unsubscribe.url }}" },
            "test", default);
        await practice.ProofAndApproveAsync();
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var text = (await practice.ShownAsync()).Message!.Text;
        await using var api = await cluster.StartApiAsync();

        using var response = await PostAsync(api, text[text.IndexOf("/u/", StringComparison.Ordinal)..].Trim());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((SwitchState.OptedOut, SwitchState.OptedIn), (account.Text.State, account.Email.State));
    }

    /// <summary>One e-mail that arrived at the relay, and the path in its header.</summary>
    private async Task<(ClusterPractice Practice, string Path)> SentAsync()
    {
        var (practice, mail) = await MailAsync();
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers[HeaderId.ListUnsubscribePost]);
        return (practice, new Uri(mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>')).AbsolutePath);
    }

    private async Task<(ClusterPractice Practice, MimeMessage Mail)> MailAsync(
        Func<PracticeSettings, PracticeSettings>? settings = null)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sent = await practice.HistoryAsync();
        Assert.Equal(NotificationStatus.Sent, sent.Status);
        return (practice, cluster.Relay.Received.Single(
            mail => mail.Message.MessageId == $"{sent.Id:n}@north.example").Message);
    }

    private static Task<HttpResponseMessage> PostAsync(ApiHost api, string path, string value = "One-Click") =>
        api.Client.PostAsync(
            path, new FormUrlEncodedContent([new("List-Unsubscribe", value)]), TestContext.Current.CancellationToken);
}
