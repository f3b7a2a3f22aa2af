using System.Net;
using System.Net.Http.Headers;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
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
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await using var api = await cluster.StartApiAsync();

        using var response = await OfferedWayOut.PostAsync(api, path);

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
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await using var api = await cluster.StartApiAsync();

        using var first = await api.Client.PostAsync(
            path, new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } });
        var changes = (await practice.AuditAsync()).Count;
        using var second = await OfferedWayOut.PostAsync(api, path);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(changes, (await practice.AuditAsync()).Count);
    }

    [Fact]
    public async Task Whoever_hangs_up_after_the_POST_has_ended_the_channel()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
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
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await using var api = await cluster.StartApiAsync();

        using var response = await api.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task The_page_has_a_button_that_sends_what_a_mail_program_does()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await using var api = await cluster.StartApiAsync();

        using var page = await api.Client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("North Clinic", html, StringComparison.Ordinal);
        Assert.Contains("<form method=\"post\">", html, StringComparison.Ordinal);
        Assert.Contains("name=\"List-Unsubscribe\" value=\"One-Click\"", html, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", html, StringComparison.Ordinal);
        Assert.DoesNotContain(ClusterPractice.Number, html, StringComparison.Ordinal);
        using var stopped = await OfferedWayOut.PostAsync(api, path);
        Assert.Contains(
            "We have stopped e-mails",
            await stopped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POST_that_says_something_else_ends_nothing()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await using var api = await cluster.StartApiAsync();

        using var empty = await api.Client.PostAsync(path, content: null);
        using var other = await OfferedWayOut.PostAsync(api, path, "Maybe");
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
        using var post = await OfferedWayOut.PostAsync(api, $"/u/{new string('A', 23)}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, post.StatusCode));
    }

    [Fact]
    public async Task The_link_of_an_old_message_still_ends_the_channel_after_its_payment_link_was_ended()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await using var api = await cluster.StartApiAsync();
        await new LinkStore(cluster.Postgres.Owner, cluster.Clock).RevokeAsync(
            practice.Scope, (await practice.HistoryAsync()).Id, "biller", default);
        await practice.MoveLinksBackAsync(days: 800);
        await practice.PayAsync(120m);
        await practice.DeactivateAsync();

        using var response = await OfferedWayOut.PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_mail_of_a_practice_in_test_mode_has_no_way_out_to_be_tried()
    {
        var (_, mail) = await OfferedWayOut.MailAsync(cluster, settings => settings with
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

        using var response = await OfferedWayOut.PostAsync(api, text[text.IndexOf("/u/", StringComparison.Ordinal)..].Trim());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((SwitchState.OptedOut, SwitchState.OptedIn), (account.Text.State, account.Email.State));
    }
}
