using System.Net.Sockets;
using BalanceNotifications.Notifications;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace BalanceNotifications.Delivery.Email;

/// <summary>Translates what MailKit throws into the four endings.</summary>
internal static class SmtpFailure
{
    /// <summary>Null for what is our own fault and must be thrown on.</summary>
    /// <param name="interrupted">True when the caller gave up; a time-out of our own is not that.</param>
    public static DeliveryResult? ToResult(Exception failure, SmtpStage stage, bool interrupted) => failure switch
    {
        MessageTooLargeException => new DeliveryResult.Rejected(Reason.MessageTooLarge, RejectionCause.Content),
        SmtpCommandException refusal => SmtpReply.Of(refusal).ToResult(refusal.ErrorCode, stage),

        // Credentials are the sender's affair: they may cost time, never a notification.
        AuthenticationException or ServiceNotAuthenticatedException =>
            new DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed),
        SslHandshakeException => new DeliveryResult.Deferred(DeliveryReason.TlsFailed),
        NotSupportedException when stage == SmtpStage.Connect => new DeliveryResult.Deferred(DeliveryReason.TlsFailed),
        NotSupportedException when stage == SmtpStage.Authenticate =>
            new DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed),

        _ when !IsConnectionLoss(failure) && failure is not OperationCanceledException => null,
        _ when stage == SmtpStage.Content => new DeliveryResult.Unknown(Reason.ConnectionLost),
        OperationCanceledException when interrupted => new DeliveryResult.Deferred(DeliveryReason.Interrupted),
        OperationCanceledException or TimeoutException => new DeliveryResult.Deferred(DeliveryReason.TimedOut),
        _ => new DeliveryResult.Deferred(DeliveryReason.ConnectionFailed),
    };

    /// <summary>What the same failure says about the relay.</summary>
    public static RelayContact ContactOf(DeliveryResult result, SmtpStage stage) => result switch
    {
        DeliveryResult.Deferred(DeliveryReason.Interrupted) or DeliveryResult.Unknown => RelayContact.Undecided,
        DeliveryResult.Deferred(
            DeliveryReason.ConnectionFailed or DeliveryReason.TlsFailed or DeliveryReason.AuthenticationFailed
            or DeliveryReason.TimedOut) => RelayContact.Failed,
        _ => stage < SmtpStage.Envelope ? RelayContact.Failed : RelayContact.Reached,
    };

    public static bool IsConnectionLoss(Exception e) =>
        e is ProtocolException or ServiceNotConnectedException or IOException or SocketException or TimeoutException;
}
