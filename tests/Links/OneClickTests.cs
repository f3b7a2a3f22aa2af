using System.Net;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using MimeKit;

namespace BalanceNotifications.Links;

/// <summary>RFC 8058 end to end: an HTTP client that does what a mailbox provider does, over TLS, from nothing but a mail.</summary>
[Collection(ClusterFixture.Name)]
public sealed partial class OneClickTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V82")]
    public async Task From_the_header_of_a_mail_to_the_switch_to_paper_in_place_of_the_next_mail()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Paperless, SwitchState.OptedIn, "asked", new(cluster.Clock.Now, "desk", "yes"))], "test", default);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var mail = MailOf((await practice.HistoryAsync()).Id);
        await using var api = await cluster.StartApiAsync();
        await using var front = new TlsFront("pay.example", api.Client.BaseAddress!);
        using var provider = front.CreateClient();

        var answer = await UnsubscribeAsync(provider, mail);

        Assert.Equal(HttpStatusCode.OK, answer);
        var email = (await practice.Account.GetAsync(default))!.Email;
        Assert.Equal((SwitchState.OptedOut, "one-click unsubscribe"), (email.State, email.Evidence!.Source));

        Assert.Equal([("S-1", PaperReason.EmailOptedOut)], await PaperAsync(practice));

        await practice.PostStatementAsync("S-2", daysAgo: -1);
        cluster.Clock.Now = TestClock.MondayAtTen.AddDays(1).AddMinutes(31);
        await practice.TickAsync();
        var next = await practice.HistoryAsync("S-2");
        Assert.Equal((NotificationStatus.WillNotSend, Reason.OptedOut), (next.Status, next.Reason));
        Assert.Equal(0, practice.Arrived(next.Id));
        Assert.Equal([("S-2", PaperReason.EmailOptedOut)], await PaperAsync(practice));
    }

    private async Task<IEnumerable<(string Statement, PaperReason Reason)>> PaperAsync(ClusterPractice practice) =>
        (await new PaperList(cluster.Postgres.Owner, cluster.Clock)
            .ListAsync(practice.Scope, acknowledged: false, null, 50, default))
        .Page.Items.Select(entry => (entry.StatementId, entry.Reason));

    private MimeMessage MailOf(Guid notification) => cluster.Relay.Received
        .Single(mail => mail.Message.MessageId == $"{notification:n}@north.example").Message;

    /// <summary>What RFC 8058 3.2 asks of whoever presses the button, and no more.</summary>
    private static async Task<HttpStatusCode> UnsubscribeAsync(HttpClient provider, MimeMessage mail)
    {
        var post = Assert.Single(mail.Headers, header => header.Field == "List-Unsubscribe-Post").Value.Trim();
        Assert.Equal("List-Unsubscribe=One-Click", post);
        var uri = Https().Match(Assert.Single(mail.Headers, header => header.Field == "List-Unsubscribe").Value);
        Assert.True(uri.Success);

        using var response = await provider.PostAsync(
            new Uri(uri.Groups[1].Value),
            new FormUrlEncodedContent([KeyValuePair.Create(post.Split('=')[0], post.Split('=')[1])]),
            TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    [GeneratedRegex("<(https://[^>]+)>")]
    private static partial Regex Https();
}
