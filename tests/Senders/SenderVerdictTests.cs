using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Senders;

public sealed class SenderVerdictTests
{
    public static TheoryData<string, SenderVerdict> Verdicts => new()
    {
        { "accepted", SenderVerdict.Works },
        { "rejected recipient", SenderVerdict.Works },
        { "rejected optedOut", SenderVerdict.Works },
        { "rejected content", SenderVerdict.Works },
        { "rejected sender", SenderVerdict.Fault },
        { "not configured", SenderVerdict.Unclear },
        { "deferred authenticationFailed", SenderVerdict.Fault },
        { "deferred tlsFailed", SenderVerdict.Fault },
        { "deferred relayRefused: smtp 554 5.7.1", SenderVerdict.Fault },
        { "deferred relayRefused: smtp 421", SenderVerdict.Unclear },
        { "deferred connectionFailed", SenderVerdict.Unclear },
        { "deferred timedOut", SenderVerdict.Unclear },
        { "deferred smtp 451", SenderVerdict.Unclear },
        { "deferred twilio 20429", SenderVerdict.Unclear },
        { "unknown", SenderVerdict.Unclear },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Only_what_is_about_the_sender_counts_against_it(string result, SenderVerdict expected) =>
        Assert.Equal(expected, SenderVerdicts.Of(ResultOf(result)));

    private static DeliveryResult ResultOf(string result) => result switch
    {
        "accepted" => new DeliveryResult.Accepted("id", null),
        "rejected recipient" => Rejected(RejectionCause.Recipient),
        "rejected optedOut" => Rejected(RejectionCause.OptedOut),
        "rejected content" => Rejected(RejectionCause.Content),
        "rejected sender" => Rejected(RejectionCause.Sender),
        "not configured" => new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender),
        "unknown" => new DeliveryResult.Unknown(Reason.ConnectionLost),
        _ => new DeliveryResult.Deferred(result["deferred ".Length..]),
    };

    private static DeliveryResult.Rejected Rejected(RejectionCause cause) => new("smtp 550", cause);
}
