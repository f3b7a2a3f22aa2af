using BalanceNotifications.Practices;

namespace BalanceNotifications.Notifications;

public sealed class StatusLabelTests
{
    [Theory]
    [InlineData(NotificationStatus.Scheduled, null, "Scheduled")]
    [InlineData(NotificationStatus.UndeliverableCanRetry, "mailboxFull", "Undeliverable - Can Retry")]
    [InlineData(NotificationStatus.UndeliverablePermanent, null, "Undeliverable - Permanent")]
    [InlineData(NotificationStatus.DeliveryError, null, "Delivery Error")]
    [InlineData(NotificationStatus.QueueingError, null, "Queueing Error")]
    [InlineData(NotificationStatus.WillNotSend, Reason.PaymentMade, "Will Not Send - Payment Made")]
    [InlineData(NotificationStatus.WillNotSend, Reason.OptedOut, "Will Not Send - Opted Out")]
    [InlineData(NotificationStatus.WillNotSend, "hold: dispute", "Will Not Send - Hold (Dispute)")]
    [InlineData(NotificationStatus.WillNotSend, "cancelled: batch", "Will Not Send - Cancelled (Batch)")]
    [InlineData(NotificationStatus.WillNotSend, Reason.Expired, "Will Not Send - Expired")]
    [InlineData(NotificationStatus.WillNotSend, null, "Will Not Send")]
    [InlineData(NotificationStatus.OutcomeUnknown, null, "Outcome Unknown")]
    public void Screens_use_the_vendors_names(NotificationStatus status, string? reason, string label) =>
        Assert.Equal(label, StatusLabel.Of(status, reason));

    [Fact]
    [Trait("Rule", "V3")]
    public void Postage_saved_is_paper_less_the_channels_own_cost()
    {
        var costs = new PracticeCosts(PaperStatement: 0.85m, Email: 0.001m, TextSegment: 0.0083m, VoiceMinute: 0.014m);

        Assert.Equal(169.07m, PostageSaved.Of(costs, [(Channel.Email, 100), (Channel.Text, 100)]));
    }

    [Fact]
    public void Calls_cost_their_begun_minutes()
    {
        var summary = SummaryResponse.From(
            [new(NotificationStatus.Delivered, Channel.Voice, 10, 14), new(NotificationStatus.Sent, Channel.Voice, 2, 2)],
            new PracticeCosts(PaperStatement: 1, Email: 0, TextSegment: 0, VoiceMinute: 0.5m));

        Assert.Equal((4m, 16), (summary.PostageSaved, summary.CallMinutes));
    }

    [Fact]
    [Trait("Rule", "V69")]
    public void A_summary_gives_shares_of_the_total()
    {
        var summary = SummaryResponse.From(
            [new(NotificationStatus.Sent, Channel.Email, 1), new(NotificationStatus.Cancelled, Channel.Text, 2)],
            new PracticeCosts(1, 0, 0, 0));

        Assert.Equal((3, 1m), (summary.Total, summary.PostageSaved));
        Assert.Equal([33.33m, 66.67m], summary.Items.Select(item => item.Percent));
    }
}
