using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace BalanceNotifications.Delivery.Email;

/// <summary>A relay's refusal, and what it means by <see cref="SmtpOutcomes"/>.</summary>
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
        // Turned away at the door: the relay has not even seen whom it is for.
        _ when stage < SmtpStage.Envelope =>
            new DeliveryResult.Deferred(Notifications.Reason.With(DeliveryReason.RelayRefused, Reason)),

        >= 400 and < 500 => new DeliveryResult.Deferred(Reason),
        >= 500 and < 600 => ToResult(SmtpOutcomes.Find(StepOf(refused), Code, Enhanced)!.Outcome),

        _ when stage == SmtpStage.Content => new DeliveryResult.Unknown(Notifications.Reason.ConnectionLost),
        _ => new DeliveryResult.Deferred(Reason),
    };

    private DeliveryResult ToResult(OutcomeKind outcome) => outcome switch
    {
        OutcomeKind.BadAddress => new DeliveryResult.Rejected(Reason, RejectionCause.Recipient),
        OutcomeKind.Later => new DeliveryResult.Deferred(Reason),
        OutcomeKind.Sender => new DeliveryResult.Rejected(Reason, RejectionCause.Sender),
        OutcomeKind.Content => new DeliveryResult.Rejected(Reason, RejectionCause.Content),
        OutcomeKind.OptedOut => new DeliveryResult.Rejected(Reason, RejectionCause.OptedOut),
    };

    private static RefusedStep StepOf(SmtpErrorCode refused) => refused switch
    {
        SmtpErrorCode.SenderNotAccepted => RefusedStep.Mail,
        SmtpErrorCode.RecipientNotAccepted => RefusedStep.Rcpt,
        _ => RefusedStep.Data,
    };

    [GeneratedRegex(@"^\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")]
    private static partial Regex EnhancedCode();
}
