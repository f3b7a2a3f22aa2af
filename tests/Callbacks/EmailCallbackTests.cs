using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>Bounces and complaints at the api's door, and what becomes of the account: cluster and real storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class EmailCallbackTests(ClusterFixture cluster)
{
    private const string Secret = "secret of the pipe";
    private const string Former = "former secret";

    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)9, 32)];

    [Fact]
    public async Task A_bounce_ends_the_notification_and_the_channel_and_a_second_one_changes_nothing()
    {
        var (practice, sent) = await SentAsync();
        await using var api = await StartAsync();
        var bounce = ReportMails.Bounce(to: Address(sent.Id), messageId: null);

        using var first = await PostAsync(api, bounce);
        using var second = await PostAsync(api, bounce);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, second.StatusCode));
        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent, Status.UndeliverablePermanent], history.Trail);
        Assert.Equal("smtp 550 5.1.1", history.Reason);
        Assert.Equal(SwitchState.ErroredOut, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Theory]
    [InlineData("delayed", "4.4.1", Status.Sent, SwitchState.OptedIn)]
    [InlineData("delivered", "2.0.0", Status.Delivered, SwitchState.OptedIn)]
    [InlineData("failed", "5.2.2", Status.UndeliverableCanRetry, SwitchState.OptedIn)]
    [InlineData("failed", "5.7.1", Status.DeliveryError, SwitchState.OptedIn)]
    [InlineData("failed", "5.3.4", Status.DeliveryError, SwitchState.OptedIn)]
    public async Task Nothing_but_a_bad_address_costs_the_guarantor_a_channel(
        string action, string code, Status status, SwitchState email)
    {
        var (practice, sent) = await SentAsync();
        await using var api = await StartAsync();

        using var response = await PostAsync(
            api, ReportMails.Bounce(action, code, diagnostic: null, to: Address(sent.Id)));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(status, (await practice.HistoryAsync()).Status);
        Assert.Equal(email, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_complaint_opts_out_at_once_by_address()
    {
        var (practice, sent) = await SentAsync();
        await using var api = await StartAsync();

        using var response = await PostAsync(api, ReportMails.Complaint(mailFrom: Address(sent.Id)));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(1, await practice.SuppressedAsync("ann@home.example"));
    }

    [Fact]
    public async Task A_report_that_leads_to_nothing_of_ours_is_taken_and_changes_nothing()
    {
        await using var api = await StartAsync();

        using var stranger = await PostAsync(api, ReportMails.Bounce());
        using var forged = await PostAsync(
            api, ReportMails.Bounce(to: $"bounces+{new string('a', 44)}@bn.example", messageId: null));
        using var away = await PostAsync(api, ReportMails.OutOfOffice);

        Assert.All([stranger, forged, away], answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
    }

    [Fact]
    public async Task Who_knows_a_Message_Id_cannot_bounce_it_where_bounces_are_signed()
    {
        var (practice, sent) = await SentAsync();
        await using var api = await StartAsync();

        using var response = await PostAsync(api, ReportMails.Bounce(messageId: $"{sent.Id:n}"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_bounce_says_nothing_of_a_text()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await using var api = await StartAsync();

        using var response = await PostAsync(
            api, ReportMails.Bounce(to: Address((await practice.HistoryAsync()).Id), messageId: null));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task Whoever_has_no_secret_is_refused_before_anything_is_read()
    {
        await using var api = await StartAsync();
        await using var closed = await cluster.StartApiAsync();

        using var none = await PostAsync(api, "no mail at all", secret: null);
        using var wrong = await PostAsync(api, ReportMails.Bounce(), "secret");
        using var key = await PostAsync(api, ReportMails.Bounce(), ApiKeys.Admin);
        using var unset = await PostAsync(closed, ReportMails.Bounce());
        using var former = await PostAsync(api, ReportMails.OutOfOffice, Former);

        Assert.All([none, wrong, key, unset], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
        Assert.Equal(HttpStatusCode.NoContent, former.StatusCode);
    }

    [Fact]
    public async Task What_is_no_mail_too_large_or_of_another_type_is_refused()
    {
        await using var api = await StartAsync();

        using var empty = await PostAsync(api, "");
        using var broken = await PostAsync(
            api, ReportMails.Bounce().Replace("Action: failed", "Action: exploded", StringComparison.Ordinal));
        using var large = await PostAsync(api, ReportMails.OutOfOffice + new string('x', 1024 * 1024));
        using var json = await PostAsync(api, "{}", type: "application/json");

        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge,
                HttpStatusCode.UnsupportedMediaType],
            new[] { empty, broken, large, json }.Select(answer => answer.StatusCode));
    }

    private static string Address(Guid notification) => $"bounces+{BounceTag.Of(Key, notification)}@bn.example";

    private Task<ApiHost> StartAsync() => cluster.StartApiAsync(
        ("Callbacks:Email:Secrets:pipe", Hash(Secret)),
        ("Callbacks:Email:Secrets:former", Hash(Former)),
        ("Callbacks:Email:BounceKeys:now", Convert.ToBase64String(Key)));

    private static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static async Task<HttpResponseMessage> PostAsync(
        ApiHost api, string mail, string? secret = Secret, string type = "message/rfc822")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks/email/dsn")
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(mail)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.ExpectContinue = mail.Length > 100_000;
        if (secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        return await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<(ClusterPractice Practice, HistoryRow Sent)> SentAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        return (practice, await practice.HistoryAsync());
    }
}
