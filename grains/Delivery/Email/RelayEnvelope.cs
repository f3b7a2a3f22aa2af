using MimeKit;

namespace BalanceNotifications.Delivery.Email;

/// <summary>A message with what a relay is told besides.</summary>
/// <param name="Sender">Where reports of its delivery go.</param>
/// <param name="Id">ENVID of RFC 3461, which reports repeat; null for none.</param>
internal sealed record RelayEnvelope(MimeMessage Message, MailboxAddress Sender, MailboxAddress Recipient, string? Id)
{
    /// <param name="key">Signs what leads a report back; null for none.</param>
    public static RelayEnvelope Of(MimeMessage message, Guid notification, RelayOptions relay, byte[]? key)
    {
        var (from, to) = (message.From.Mailboxes.Single(), message.To.Mailboxes.Single());
        if (key is null)
        {
            return new(message, from, to, null);
        }

        var tag = BounceTag.Of(key, notification);
        return new(message, relay.BounceMailbox is { } bounce ? Tagged(bounce, tag) : from, to, tag);
    }

    // Subaddressing, RFC 5233: one mailbox takes them all.
    private static MailboxAddress Tagged(MailboxAddress bounce, string tag) =>
        new(null, $"{bounce.LocalPart}+{tag}@{bounce.Domain}");
}
