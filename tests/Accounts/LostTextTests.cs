using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Texts whose answer was lost: looked for at Twilio ten minutes after the intent, and sent again only where Twilio
/// never took them (design.md 5).
/// </summary>
[Collection(ClusterFixture.Name)]
public sealed class LostTextTests(ClusterFixture cluster)
{
    private const string WithLink = "You owe {{ statement.amountDue }}: {{ quickPay.url }}";

    [Fact]
    public async Task A_text_that_Twilio_took_is_found_and_not_sent_again()
    {
        var practice = await LostAsync(() => cluster.Twilio.TakeAndDrop());
        var before = cluster.Twilio.Requests.Count;

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent], (await practice.HistoryAsync()).Trail);
        Assert.Equal(before, cluster.Twilio.Requests.Count);
        var shown = await practice.ShownAsync();
        Assert.Equal(cluster.Twilio.Texts[^1].Sid, shown.ProviderId);
    }

    [Fact]
    public async Task A_text_that_failed_meanwhile_ends_as_Twilio_says()
    {
        var practice = await LostAsync(() => cluster.Twilio.TakeAndDrop("undelivered", 30005));

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverablePermanent, "twilio 30005"), (history.Status, history.Reason));
        Assert.Equal(SwitchState.ErroredOut, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task A_text_that_Twilio_never_took_is_sent_after_all()
    {
        var practice = await LostAsync(cluster.Twilio.Drop);

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sending, Status.Sent], history.Trail);
        Assert.Equal((2, 0), (history.Attempts, history.ResentInDoubt));
    }

    [Fact]
    public async Task Before_ten_minutes_have_passed_nobody_asks_and_nothing_leaves()
    {
        var practice = await LostAsync(cluster.Twilio.Drop);
        var (lists, requests) = (cluster.Twilio.Lists.Count, cluster.Twilio.Requests.Count);

        await practice.TickAfterAsync(TimeSpan.FromMinutes(9.9));

        Assert.Equal(Status.Sending, (await practice.HistoryAsync()).Status);
        Assert.Equal((lists, requests), (cluster.Twilio.Lists.Count, cluster.Twilio.Requests.Count));
    }

    [Fact]
    public async Task A_text_that_was_never_taken_and_is_not_owed_any_more_is_not_sent()
    {
        var practice = await LostAsync(cluster.Twilio.Drop);
        await practice.PayAsync(120m);

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.WillNotSend, Reason.NothingOwed), (history.Status, history.Reason));
    }

    [Fact]
    public async Task A_callback_settles_it_before_anybody_asks()
    {
        var practice = await LostAsync(() => cluster.Twilio.TakeAndDrop());
        var (lists, requests) = (cluster.Twilio.Lists.Count, cluster.Twilio.Requests.Count);
        var id = (await practice.HistoryAsync()).Id;

        await practice.Account.ReportAsync(
            new(id, ReportedFate.Taken, null, cluster.Clock.Now, cluster.Twilio.Texts[^1].Sid), default);
        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal((lists, requests), (cluster.Twilio.Lists.Count, cluster.Twilio.Requests.Count));
    }

    [Fact]
    public async Task A_message_that_carries_no_token_is_left_to_people_where_something_left()
    {
        var practice = await LostAsync(() => cluster.Twilio.TakeAndDrop(), "You owe {{ statement.amountDue }}");

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.OutcomeUnknown, Reason.ConnectionLost), (history.Status, history.Reason));
    }

    [Fact]
    public async Task A_Twilio_that_cannot_be_asked_is_asked_for_an_hour_and_then_it_is_left_to_people()
    {
        var practice = await LostAsync(cluster.Twilio.Drop);
        var before = cluster.Twilio.Requests.Count;
        cluster.Twilio.OnList = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        try
        {
            for (var asked = 0; asked < 6; asked++)
            {
                Assert.Equal(Status.Sending, (await practice.HistoryAsync()).Status);
                await practice.TickAfterAsync(TimeSpan.FromMinutes(10));
            }
        }
        finally
        {
            cluster.Twilio.OnList = null;
        }

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.OutcomeUnknown, Reason.ConnectionLost), (history.Status, history.Reason));
        Assert.Equal(before, cluster.Twilio.Requests.Count);
    }

    [Fact]
    public async Task A_text_to_a_number_that_was_changed_since_cannot_be_looked_for()
    {
        var practice = await LostAsync(cluster.Twilio.Drop);
        var before = cluster.Twilio.Requests.Count;
        await practice.ConfideAsync(new(null, "+13125550188"));

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(Status.OutcomeUnknown, (await practice.HistoryAsync()).Status);
        Assert.Equal(before, cluster.Twilio.Requests.Count);
    }

    [Fact]
    public async Task A_retry_that_is_lost_is_not_taken_for_the_attempt_before_it()
    {
        cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        var practice = await OpenAsync(WithLink);
        cluster.Twilio.OnRequest = async context =>
        {
            var form = await context.Request.ReadFormAsync();
            var text = cluster.Twilio.Keep(
                form["To"].ToString(), form["From"].ToString(), form["Body"].ToString(), "undelivered", 30001);
            context.Response.StatusCode = 201;
            await Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(
                context.Response, new { sid = text.Sid, num_segments = "1" });
        };
        try
        {
            await practice.TickWhenDueAsync();
            var id = (await practice.HistoryAsync()).Id;
            await practice.Account.ReportAsync(
                new(id, ReportedFate.TryLater, "twilio 30001", cluster.Clock.Now, cluster.Twilio.Texts[^1].Sid), default);
            cluster.Twilio.Drop();
            await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }

        await practice.TickAfterAsync(TimeSpan.FromMinutes(10));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.Sent, 3), (history.Status, history.Attempts));
    }

    private async Task<ClusterPractice> LostAsync(Action onRequest, string text = WithLink)
    {
        var practice = await OpenAsync(text);
        onRequest();
        try
        {
            await practice.TickWhenDueAsync();
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }

        Assert.Equal(Status.Sending, (await practice.HistoryAsync()).Status);
        return practice;
    }

    private async Task<ClusterPractice> OpenAsync(string text)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text, text: text);
        await practice.PostStatementAsync();
        return practice;
    }
}
