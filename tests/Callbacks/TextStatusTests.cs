using System.Diagnostics.Metrics;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>What Twilio tells of a text, signed and over HTTP, on a cluster with real storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class TextStatusTests(ClusterFixture cluster) : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync()
    {
        _ = cluster.Services; // skips or fails the test when there is no database
        _api = await cluster.StartApiAsync(
            [.. SignedRequests.Settings, ("Callbacks:Twilio:Accounts:second:AuthToken", "token-of-second")]);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_text_that_arrived_is_delivered_however_the_callbacks_come()
    {
        var (practice, sent) = await SentAsync();

        foreach (var status in (string[])["sent", "delivered", "delivered", "sent", "queued"])
        {
            Assert.Equal(204, await TellAsync(sent, status));
        }

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent, Status.Delivered], history.Trail);
        Assert.Equal(SwitchState.OptedIn, await SwitchAsync(practice));
    }

    [Fact]
    public async Task A_number_that_does_not_exist_errors_the_channel_out()
    {
        var (practice, sent) = await SentAsync();

        await TellAsync(sent, "undelivered", 30005);
        await TellAsync(sent, "undelivered", 30005);

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverablePermanent, "twilio 30005"), (history.Status, history.Reason));
        Assert.Equal(SwitchState.ErroredOut, await SwitchAsync(practice));
    }

    [Fact]
    public async Task A_text_that_was_filtered_costs_the_guarantor_nothing()
    {
        var (practice, sent) = await SentAsync();

        await TellAsync(sent, "undelivered", 30007);

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.DeliveryError, "twilio 30007"), (history.Status, history.Reason));
        Assert.Equal(SwitchState.OptedIn, await SwitchAsync(practice));
    }

    [Fact]
    public async Task A_handset_that_is_off_is_tried_again_hours_later_and_not_at_night()
    {
        var (practice, sent) = await SentAsync();
        var before = cluster.Twilio.Requests.Count;

        await TellAsync(sent, "undelivered", 30003);
        await practice.TickAfterAsync(TimeSpan.FromHours(3.9));
        Assert.Equal(before, cluster.Twilio.Requests.Count);

        // Twenty past eight in the evening, in Chicago.
        await practice.TickAfterAsync(TimeSpan.FromHours(6));
        Assert.Equal(before, cluster.Twilio.Requests.Count);
        Assert.Equal((Status.Deferred, "outsideHours"), await StateAsync(practice));

        await practice.TickAfterAsync(TimeSpan.FromHours(12));
        Assert.Equal(before + 1, cluster.Twilio.Requests.Count);
        Assert.Equal(Status.Sent, (await StateAsync(practice)).Status);
    }

    [Fact]
    public async Task A_handset_that_stays_off_is_given_up_after_the_third_attempt()
    {
        var (practice, sent) = await SentAsync();

        await TellAsync(sent, "undelivered", 30003);
        await practice.TickAfterAsync(TimeSpan.FromHours(5));
        await TellAsync(sent, "undelivered", 30003);
        // Where the wait ends in the evening, the next morning.
        await practice.TickAfterAsync(TimeSpan.FromHours(5));
        await practice.TickAfterAsync(TimeSpan.FromHours(13));
        await TellAsync(sent, "undelivered", 30003);

        Assert.Equal((Status.UndeliverableCanRetry, "twilio 30003"), await StateAsync(practice));
        Assert.Equal(SwitchState.OptedIn, await SwitchAsync(practice));
    }

    [Fact]
    public async Task Segments_are_counted_as_Twilio_counts_them()
    {
        var (practice, sent) = await SentAsync();

        await TellAsync(sent, "delivered", segments: 3);

        Assert.Equal(3, (await practice.ShownAsync()).Segments);
    }

    [Fact]
    public async Task A_notification_that_nobody_has_is_counted_and_answered_like_any_other()
    {
        var counted = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == CallbackCounts.MeterName)
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.Contains(new("outcome", nameof(ReportOutcome.NotFound))))
            {
                Interlocked.Add(ref counted, value);
            }
        });
        listener.Start();

        Assert.Equal(204, await TellAsync(Guid.CreateVersion7(), "delivered"));
        var noId = await _api.Client.PostSignedAsync(
            "/callbacks/twilio/status?provider=default&n=none", [("MessageStatus", "delivered")]);

        Assert.Equal(204, noId.Status);
        Assert.Equal(2, counted);
    }

    [Theory]
    [InlineData(0, 503)]
    [InlineData(50, 503)]
    [InlineData(-50, 503)]
    [InlineData(-70, 204)]
    [InlineData(70, 204)]
    public async Task What_history_may_not_know_yet_is_to_be_told_again(int minutesFromNow, int status)
    {
        var young = NotificationId.Of(
            [], TimeProvider.System.GetUtcNow().AddMinutes(minutesFromNow), "k", "S-1", "first", Channel.Text);

        var answer = await _api.Client.PostSignedAsync(
            $"/callbacks/twilio/status?provider=default&n={young:n}", [("MessageStatus", "delivered")]);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 503, answer.RetryAfter is not null);
    }

    [Fact]
    public async Task The_signature_covers_the_address_without_the_override_that_asks_for_repeats()
    {
        var (practice, sent) = await SentAsync();
        var told = cluster.Twilio.Requests
            .Select(request => request.Form.GetValueOrDefault("StatusCallback"))
            .Single(url => url?.Contains($"{sent:n}", StringComparison.Ordinal) is true)!;
        var address = new Uri(told);
        Assert.Equal("#rc=5&rp=5xx,ct,rt", address.Fragment);
        (string, string)[] form = [("MessageSid", TwilioStandIn.MessageSid), ("MessageStatus", "delivered")];

        var covered = await _api.Client.PostSignedAsync(
            address.PathAndQuery, form, signedFor: address.PathAndQuery + address.Fragment);
        Assert.Equal(403, covered.Status);
        Assert.Equal(204, (await _api.Client.PostSignedAsync(address.PathAndQuery, form)).Status);

        Assert.Equal(Status.Delivered, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task Another_account_of_Twilio_cannot_tell_of_it()
    {
        var (practice, sent) = await SentAsync();

        var other = await TellAsync(sent, "undelivered", 30005, token: "token-of-second", provider: "second");

        Assert.Equal(204, other);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, await SwitchAsync(practice));

        await TellAsync(sent, "undelivered", 30005, provider: "Default");
        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
    }

    [Theory]
    [InlineData(Channel.Text, 30, true)]
    [InlineData(Channel.Text, 120, false)]
    [InlineData(Channel.Voice, 30, false)]
    public async Task Who_may_have_the_attempt_that_history_was_not_told_of_tells_it_again(
        Channel channel, int minutesLater, bool again)
    {
        var (practice, sent) = await SentAsync();
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var desk = new ReportDesk(
            new NotificationOwners(cluster.Postgres.Owner), cluster.Grains,
            new CallbackCounts(meters.GetRequiredService<IMeterFactory>()),
            new FakeTimeProvider(NotificationId.PlannedAt(sent)!.Value.AddMinutes(minutesLater)),
            NullLogger<ReportDesk>.Instance);
        var report = new DeliveryReport(sent, ReportedFate.BadAddress, "twilio 30005", cluster.Clock.Now, "SM2");
        Task<ReportOutcome> Tell() => desk.TakeAsync(report, new(channel, "second"), default);

        if (again)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(Tell);
        }
        else
        {
            Assert.Equal(ReportOutcome.NotFound, await Tell());
        }

        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, await SwitchAsync(practice));
    }

    [Fact]
    public async Task What_it_went_out_through_may_tell_of_it_after_the_practice_has_moved_on()
    {
        var (practice, sent) = await SentAsync();
        await practice.ExecuteAsync(
            """
            update practice set settings = jsonb_set(settings, '{senders,text,provider}', '"second"') where id = $1
            """,
            Database.Value(practice.Id));

        await TellAsync(sent, "delivered");

        Assert.Equal(Status.Delivered, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task What_is_told_of_texts_says_nothing_of_an_email()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();

        Assert.Equal(204, await TellAsync((await practice.HistoryAsync()).Id, "undelivered", 30005, sid: ""));

        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task Without_Twilios_signature_nothing_changes()
    {
        var (practice, sent) = await SentAsync();

        Assert.Equal(403, await TellAsync(sent, "undelivered", 30005, token: "wrong"));

        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    private async Task<int> TellAsync(
        Guid notification, string status, int code = 0, int segments = 1, string token = SignedRequests.Token,
        string provider = "default", string sid = TwilioStandIn.MessageSid) =>
        (await _api.Client.PostSignedAsync(
            $"/callbacks/twilio/status?provider={provider}&n={notification:n}",
            [
                ("MessageSid", sid), ("MessageStatus", status), ("ErrorCode", $"{code}"),
                ("NumSegments", $"{segments}"), ("To", "+13125550123"),
            ],
            token)).Status;

    private async Task<(ClusterPractice Practice, Guid Sent)> SentAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sent = await practice.HistoryAsync();
        Assert.Equal(Status.Sent, sent.Status);
        return (practice, sent.Id);
    }

    private static async Task<(Status Status, string? Reason)> StateAsync(ClusterPractice practice) =>
        await practice.HistoryAsync() is { } history ? (history.Status, history.Reason) : default;

    private static async Task<SwitchState> SwitchAsync(ClusterPractice practice) =>
        (await practice.Account.GetAsync(default))!.Text.State;
}
