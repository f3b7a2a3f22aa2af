using Status = BalanceNotifications.Notifications.NotificationStatus;
using Step = BalanceNotifications.Notifications.SuggestedStep;

namespace BalanceNotifications.Notifications;

/// <summary>What the error list suggests, code by code.</summary>
public sealed class ErrorSuggestionTests
{
    [Theory]
    // A number that takes calls and no texts.
    [InlineData(Channel.Text, Status.UndeliverablePermanent, "twilio 21635", 0, Step.TryVoice)]
    [InlineData(Channel.Text, Status.UndeliverablePermanent, "twilio 30006", 0, Step.TryVoice)]
    [InlineData(Channel.Text, Status.UndeliverablePermanent, "twilio 21614", 0, Step.TryVoice)]
    // A mailbox that nobody empties.
    [InlineData(Channel.Email, Status.UndeliverableCanRetry, "smtp 552 5.2.2", 1, Step.Retry)]
    [InlineData(Channel.Email, Status.UndeliverableCanRetry, "smtp 552 5.2.2", 2, Step.TryText)]
    [InlineData(Channel.Email, Status.UndeliverableCanRetry, "smtp 452 4.2.2", 3, Step.TryText)]
    [InlineData(Channel.Email, Status.UndeliverableCanRetry, "smtp 450 4.2.1", 3, Step.Retry)]
    [InlineData(Channel.Email, Status.UndeliverableCanRetry, "smtp 452", 3, Step.Retry)]
    // An address that is none.
    [InlineData(Channel.Email, Status.UndeliverablePermanent, "smtp 550 5.1.1", 0, Step.CorrectAddress)]
    [InlineData(Channel.Text, Status.UndeliverablePermanent, "twilio 30005", 0, Step.CorrectAddress)]
    [InlineData(Channel.Voice, Status.UndeliverablePermanent, "twilio 13224", 0, Step.CorrectAddress)]
    [InlineData(Channel.Text, Status.UndeliverablePermanent, null, 0, Step.CorrectAddress)]
    // Who said STOP, or blocked us.
    [InlineData(Channel.Text, Status.UndeliverablePermanent, "twilio 21610", 0, Step.TryEmail)]
    [InlineData(Channel.Text, Status.UndeliverablePermanent, "twilio 30004", 0, Step.TryEmail)]
    [InlineData(Channel.Text, Status.UndeliverableCanRetry, "twilio 30003", 0, Step.Retry)]
    [InlineData(Channel.Voice, Status.UndeliverableCanRetry, "busy", 0, Step.Retry)]
    // Ours.
    [InlineData(Channel.Text, Status.DeliveryError, "twilio 30007", 0, Step.MendTemplate)]
    [InlineData(Channel.Text, Status.DeliveryError, "twilio 30034", 0, Step.MendSender)]
    [InlineData(Channel.Email, Status.DeliveryError, Reason.SenderNotConfigured, 0, Step.MendSender)]
    [InlineData(Channel.Email, Status.DeliveryError, "smtp 554 5.6.0", 0, Step.MendTemplate)]
    [InlineData(Channel.Email, Status.QueueingError, Reason.RenderingFailed, 0, Step.MendTemplate)]
    [InlineData(Channel.Text, Status.OutcomeUnknown, "connectionLost", 0, Step.FindOut)]
    public void Each_error_has_a_next_step(Channel channel, Status status, string? reason, int full, Step step) =>
        Assert.Equal(step, ErrorSuggestions.Of(new(channel, status, reason, full, HasEmail: true, HasPhone: true)));

    [Theory]
    [InlineData("twilio 21610", Status.UndeliverablePermanent, Channel.Text, Step.RespectOptOut)]
    [InlineData("smtp 552 5.2.2", Status.UndeliverableCanRetry, Channel.Email, Step.CorrectAddress)]
    public void A_channel_that_the_account_does_not_have_is_not_suggested(
        string reason, Status status, Channel channel, Step step) =>
        Assert.Equal(step, ErrorSuggestions.Of(new(channel, status, reason, 2, HasEmail: false, HasPhone: false)));

    [Fact]
    public void What_is_no_error_has_no_suggestion()
    {
        foreach (var status in Enum.GetValues<Status>().Except(NotificationFilter.Errors))
        {
            Assert.Null(ErrorSuggestions.Of(new(Channel.Text, status, "twilio 21635", 0, true, true)));
        }
    }

    [Fact]
    public void The_account_is_asked_exactly_where_it_makes_a_difference()
    {
        string?[] reasons =
            [null, "smtp 552 5.2.2", "smtp 450 4.2.1", "smtp 550 5.1.1", "twilio 21610", "twilio 30004", "twilio 21635", "busy"];
        bool[] either = [false, true];
        var cases =
            from channel in Enum.GetValues<Channel>()
            from status in Enum.GetValues<Status>()
            from reason in reasons
            select (channel, status, reason);
        foreach (var (channel, status, reason) in cases)
        {
            var steps =
                from full in (int[])[0, 2]
                from email in either
                from phone in either
                select ErrorSuggestions.Of(new(channel, status, reason, full, email, phone));

            Assert.Equal(steps.Distinct().Count() > 1, ErrorSuggestions.DependsOnAccount(channel, status, reason));
        }
    }
}
