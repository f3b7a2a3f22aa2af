using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Sending;

/// <summary>Reports come late, twice, and in any order.</summary>
public sealed class ReportRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Status.Sent, ReportedFate.Delivered, Status.Delivered)]
    [InlineData(Status.Sent, ReportedFate.TryLater, Status.Deferred)]
    [InlineData(Status.Sent, ReportedFate.GivenUp, Status.UndeliverableCanRetry)]
    [InlineData(Status.Sent, ReportedFate.BadAddress, Status.UndeliverablePermanent)]
    [InlineData(Status.Sent, ReportedFate.ContentRefused, Status.DeliveryError)]
    [InlineData(Status.Sent, ReportedFate.SenderFault, Status.Deferred)]
    [InlineData(Status.Sending, ReportedFate.Taken, Status.Sent)]
    [InlineData(Status.OutcomeUnknown, ReportedFate.Taken, Status.Sent)]
    [InlineData(Status.OutcomeUnknown, ReportedFate.Delivered, Status.Delivered)]
    [InlineData(Status.UndeliverableCanRetry, ReportedFate.Delivered, Status.Delivered)]
    [InlineData(Status.Deferred, ReportedFate.Delivered, Status.Delivered)]
    public void News_moves_a_text_on(Status before, ReportedFate fate, Status after) =>
        Assert.Equal(after, ReportRules.After(Text(before), Report(fate), Now)?.Status);

    [Theory]
    [InlineData(Status.Sent, ReportedFate.Taken)]
    [InlineData(Status.Delivered, ReportedFate.Taken)]
    [InlineData(Status.Delivered, ReportedFate.BadAddress)]
    [InlineData(Status.Delivered, ReportedFate.Delivered)]
    [InlineData(Status.Deferred, ReportedFate.TryLater)]
    [InlineData(Status.Deferred, ReportedFate.Taken)]
    [InlineData(Status.UndeliverablePermanent, ReportedFate.TryLater)]
    [InlineData(Status.Resolved, ReportedFate.BadAddress)]
    [InlineData(Status.Cancelled, ReportedFate.Delivered)]
    [InlineData(Status.Sent, ReportedFate.Complained)]
    public void Old_news_changes_nothing(Status before, ReportedFate fate) =>
        Assert.Null(ReportRules.After(Text(before), Report(fate), Now));

    [Theory]
    [InlineData(-20, -20)]
    [InlineData(-31, -30)] // not before it was sent
    [InlineData(5, 0)] // nor in the future
    public void What_arrived_did_so_when_the_provider_says(int minutes, int delivered) => Assert.Equal(
        Now.AddMinutes(delivered),
        ReportRules.After(
            Text(Status.Sent) with { SentAt = Now.AddMinutes(-30) },
            Report(ReportedFate.Delivered) with { At = Now.AddMinutes(minutes) }, Now)?.DeliveredAt);

    [Fact]
    public void A_relay_that_said_delivered_may_bounce_it_yet() => Assert.Equal(
        Status.UndeliverablePermanent,
        ReportRules.After(Text(Status.Delivered) with { Channel = Channel.Email }, Report(ReportedFate.BadAddress), Now)
            ?.Status);

    [Fact]
    public void A_failure_of_an_attempt_that_was_followed_by_another_is_old_news() =>
        Assert.Null(ReportRules.After(Text(Status.Sent), Report(ReportedFate.TryLater) with { ProviderId = "SM0" }, Now));

    [Fact]
    public void The_arrival_of_an_earlier_attempt_ends_the_waiting_for_the_next() => Assert.Equal(
        Status.Delivered,
        ReportRules.After(Text(Status.Deferred), Report(ReportedFate.Delivered) with { ProviderId = "SM0" }, Now)?.Status);

    [Fact]
    public void After_the_last_attempt_later_becomes_undeliverable() => Assert.Equal(
        Status.UndeliverableCanRetry,
        ReportRules.After(
            Text(Status.Sent) with { Attempts = AttemptRules.MaxAttempts }, Report(ReportedFate.TryLater), Now)?.Status);

    [Fact]
    public void No_report_sends_an_email_again() => Assert.Equal(
        Status.DeliveryError,
        ReportRules.After(
            Text(Status.Sent) with { Channel = Channel.Email },
            Report(ReportedFate.SenderFault) with { Reason = "smtp 5.7.1" }, Now)?.Status);

    [Theory]
    [InlineData(Channel.Text, "twilio 30034")]
    [InlineData(Channel.Voice, "twilio 13227")]
    public void A_fault_of_ours_that_stays_ends_after_the_last_attempt(Channel channel, string reason)
    {
        var report = Report(ReportedFate.SenderFault) with { Reason = reason };
        var sent = Text(Status.Sent) with { Channel = channel };

        Assert.Equal(
            (Status.Deferred, Status.DeliveryError),
            (ReportRules.After(sent with { Attempts = AttemptRules.MaxAttempts - 1 }, report, Now)?.Status,
                ReportRules.After(sent with { Attempts = AttemptRules.MaxAttempts }, report, Now)?.Status));
    }

    private static DeliveryReport Report(ReportedFate fate) => new(Guid.Empty, fate, "twilio 1", Now, "SM1");

    private static PlannedNotification Text(Status status) => new()
    {
        Id = Guid.Empty,
        StatementId = "S-1",
        Profile = Guid.Empty,
        ProfileRevision = 1,
        Rule = "first",
        Level = 1,
        Channel = Channel.Text,
        Purpose = NotificationPurpose.Statement,
        Template = Guid.Empty,
        TemplateRevision = 1,
        PlannedAt = Now,
        DueAt = Now,
        ExpiresAfterHours = 24,
        Status = status,
        Attempts = 1,
        ProviderId = status is Status.Sending or Status.OutcomeUnknown ? null : "SM1",
    };
}
