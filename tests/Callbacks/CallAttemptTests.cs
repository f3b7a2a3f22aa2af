using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>Whether and when a guarantor is called again.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallAttemptTests(ClusterFixture cluster, PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    [Fact, Trait("Rule", "V95")]
    public async Task A_line_that_is_busy_three_times_is_called_no_fourth_time()
    {
        var (practice, phone) = await calls.PlaceAsync();
        var id = (await practice.HistoryAsync()).Id;

        await phone.EndAsync("busy", ("SipResponseCode", "486"));
        await phone.EndAsync("busy", ("SipResponseCode", "486")); // told twice
        await practice.TickAfterAsync(TimeSpan.FromMinutes(29));
        Assert.Single(calls.Of(id));
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        await calls.PhoneOf(id).EndAsync("no-answer");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(119));
        Assert.Equal(2, calls.Of(id).Count);
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        await calls.PhoneOf(id).EndAsync("busy");
        await practice.TickAfterAsync(TimeSpan.FromHours(3));

        Assert.Equal(3, calls.Of(id).Count);
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverableCanRetry, "twilio busy", 3), (history.Status, history.Reason, history.Attempts));
    }

    [Fact]
    public async Task What_would_be_tried_again_after_closing_waits_for_the_morning()
    {
        var (practice, phone) = await calls.PlaceAsync();
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(9).AddMinutes(50); // 19:50 in Chicago in winter
        await phone.EndAsync("no-answer");

        await practice.TickAfterAsync(TimeSpan.FromMinutes(80));

        Assert.Single(calls.Of((await practice.HistoryAsync()).Id));
        Assert.Equal(
            (Status.Deferred, Reason.OutsideHours),
            ((await practice.HistoryAsync()).Status, (await practice.HistoryAsync()).Reason));
    }

    [Fact]
    public async Task A_number_that_does_not_exist_ends_calls_and_no_other_channel()
    {
        var (practice, phone) = await calls.PlaceAsync();

        await phone.EndAsync("failed", ("SipResponseCode", "404"));

        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((SwitchState.ErroredOut, SwitchState.OptedIn), (account.Voice.State, account.Text.State));
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverablePermanent, "twilio sip 404"), (history.Status, history.Reason));
    }

    [Fact]
    public async Task A_fault_of_ours_leaves_the_guarantor_alone()
    {
        var (practice, phone) = await calls.PlaceAsync();

        await phone.EndAsync("failed", ("ErrorCode", "13227"), ("SipResponseCode", "404"));

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
        Assert.Equal(Status.Deferred, (await practice.HistoryAsync()).Status);
    }

    [Fact, Trait("Rule", "12 CFR 1006.14(b)(2)(i)(B)")]
    public async Task A_collector_does_not_call_within_seven_days_of_a_conversation()
    {
        var (practice, phone) = await calls.PlaceAsync(settings => settings with { CollectorMode = true });
        await phone.AnswerAsync();
        await phone.PressAsync("1");
        await phone.EndAsync("completed", ("AnsweredBy", "human"), ("CallDuration", "30"));

        await practice.PostStatementAsync("S-2");
        await practice.TickAfterAsync(TimeSpan.FromHours(1));

        Assert.Equal(["frequencyCap: conversation"], await practice.ReasonsAsync("S-2", Status.WillNotSend));
    }
}
