using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace BalanceNotifications.Delivery.Email;

/// <summary>
/// MailKit's client, asking for reports (RFC 3461) where the relay offers them: of a failure and of a delay, with the
/// headers alone, so that what was said of a balance does not travel back.
/// </summary>
internal sealed class RelayClient : SmtpClient
{
    private string? _envelopeId;

    public RelayClient() => DeliveryStatusNotificationType = DeliveryStatusNotificationType.HeadersOnly;

    public Task SendAsync(RelayEnvelope envelope, ITransferProgress progress, CancellationToken cancellationToken)
    {
        _envelopeId = envelope.Id;
        return SendAsync(envelope.Message, envelope.Sender, [envelope.Recipient], cancellationToken, progress);
    }

    protected override string GetEnvelopeId(MimeMessage message) => _envelopeId ?? "";

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(
        MimeMessage message, MailboxAddress mailbox) =>
        DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay;
}
