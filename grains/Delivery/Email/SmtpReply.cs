using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace BalanceNotifications.Delivery.Email;

/// <summary>
/// What a relay's refusal means (RFC 5321 4.2, RFC 3463). When the codes leave doubt, the recipient is not the one to
/// blame: that alone would cost the guarantor a channel.
/// </summary>
/// <param name="Code">The three digits.</param>
/// <param name="Enhanced">Such as <c>5.1.1</c>; null when the relay gave none.</param>
internal sealed partial record SmtpReply(int Code, string? Enhanced)
{
    public string Reason => Enhanced is null ? $"smtp {Code}" : $"smtp {Code} {Enhanced}";

    public static SmtpReply Of(SmtpCommandException refusal)
    {
        var enhanced = EnhancedCode().Match(refusal.Message);
        return new SmtpReply((int)refusal.StatusCode, enhanced.Success ? enhanced.Groups[1].Value : null);
    }

    /// <param name="refused">Which step the relay refused.</param>
    /// <param name="stage">How far the message had come.</param>
    public DeliveryResult ToResult(SmtpErrorCode refused, SmtpStage stage) => Code switch
    {
        >= 400 and < 500 => new DeliveryResult.Deferred(Reason),

        // Turned away at the door: the relay has not even seen whom it is for.
        >= 500 and < 600 when stage < SmtpStage.Envelope => new DeliveryResult.Deferred(Reason),

        // A mailbox that is full (5.2.2), or a reply at odds with itself (550 4.x.x), may pass.
        >= 500 and < 600 when Enhanced is ['4', ..] or "5.2.2" or "5.4.7" => new DeliveryResult.Deferred(Reason),
        >= 500 and < 600 => new DeliveryResult.Rejected(Reason, CauseOf(refused)),

        _ when stage == SmtpStage.Content => new DeliveryResult.Unknown(Notifications.Reason.ConnectionLost),
        _ => new DeliveryResult.Deferred(Reason),
    };

    private RejectionCause CauseOf(SmtpErrorCode refused) => (Enhanced, refused) switch
    {
        // Policy and authentication, protocol, loops, and our own address.
        (['5', '.', '7' or '5', '.', ..] or "5.1.7" or "5.1.8" or "5.4.6", _) => RejectionCause.Sender,

        // Too large for the mailbox or the system, or content that cannot be converted.
        ("5.2.3" or "5.3.4" or ['5', '.', '6', '.', ..], _) => RejectionCause.Content,
        (null, SmtpErrorCode.SenderNotAccepted) when Code == 552 => RejectionCause.Content,
        (_, SmtpErrorCode.SenderNotAccepted) => RejectionCause.Sender,

        // Bad mailbox or domain, moved, mailbox closed, domain without a route.
        (['5', '.', '1', '.', ..] or "5.2.1" or "5.4.4", _) => RejectionCause.Recipient,
        (null or ['5', '.', '0', '.', ..], SmtpErrorCode.RecipientNotAccepted) when Code is 550 or 551 or 553 =>
            RejectionCause.Recipient,
        (_, SmtpErrorCode.RecipientNotAccepted) => RejectionCause.Sender,

        _ => RejectionCause.Content,
    };

    [GeneratedRegex(@"^\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")]
    private static partial Regex EnhancedCode();
}
