using System.Diagnostics.CodeAnalysis;
using System.Net;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using MimeKit;

namespace BalanceNotifications.Delivery;

/// <summary>Makes the e-mail of a notification: the same for a relay and for a pickup folder. Pure.</summary>
internal static class MimeComposer
{
    private const string OneClick = "List-Unsubscribe=One-Click";

    /// <param name="date">What the message says about when it was written.</param>
    /// <returns>False, with the refusal, when the sender or the recipient has no usable address.</returns>
    public static bool TryCompose(
        OutgoingMessage message,
        DateTimeOffset date,
        [NotNullWhen(true)] out MimeMessage? mime,
        [NotNullWhen(false)] out DeliveryResult.Rejected? refusal)
    {
        (mime, refusal) = (null, null);
        if (message.Senders.Email is not { } sender || !TryParse(sender.From, out var from))
        {
            refusal = new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
            return false;
        }

        if (!TryParse(message.To, out var to))
        {
            refusal = new DeliveryResult.Rejected(Reason.InvalidAddress, RejectionCause.Recipient);
            return false;
        }

        from.Name = OneLine(message.SenderName);
        mime = new MimeMessage([from], [to], OneLine(message.Message.Subject ?? ""), Body(message, from.Domain))
        {
            Date = date,

            // The same for every attempt, so that a mailbox can tell a message sent again in doubt from a second one.
            MessageId = $"{message.NotificationId:n}@{MailboxAddress.IdnMapping.Encode(from.Domain)}",
        };

        // RFC 3834: keeps out-of-office replies away from the practice's inbox.
        mime.Headers.Add("Auto-Submitted", "auto-generated");
        AddUnsubscribe(mime.Headers, message.UnsubscribeUrl);
        if (sender.ReplyTo is { } replyTo && TryParse(replyTo, out var reply))
        {
            mime.ReplyTo.Add(reply);
        }

        return true;
    }

    private static MimeEntity Body(OutgoingMessage message, string domain)
    {
        var plain = new TextPart("plain") { Text = message.Message.Text };
        if (message.Message.Html is not { } html)
        {
            return plain;
        }

        // RFC 2046 5.1.4: the last part is the one preferred.
        return new MultipartAlternative { plain, Html(html, message, domain) };
    }

    private static MimeEntity Html(string html, OutgoingMessage message, string domain)
    {
        var bare = LogoImage.StandsAbove(html);
        if (!bare || message.Logo is not { } logo)
        {
            return new TextPart("html") { Text = bare ? WithLogo(html, message.LogoUrl, message.SenderName) : html };
        }

        var picture = new MimePart(ContentType.Parse(logo.MediaType))
        {
            Content = new MimeContent(new MemoryStream(logo.Content)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline),
            ContentId = $"logo.{message.NotificationId:n}@{MailboxAddress.IdnMapping.Encode(domain)}",
        };
        var root = new TextPart("html") { Text = WithLogo(html, $"cid:{picture.ContentId}", message.SenderName) };
        var related = new MultipartRelated { root, picture };
        // RFC 2387 3.1: required.
        related.ContentType.Parameters.Add("type", root.ContentType.MimeType);
        return related;
    }

    // RFC 2369 and 8058. Only an https address may be offered for one click.
    private static void AddUnsubscribe(HeaderList headers, string? url)
    {
        if (url is null)
        {
            return;
        }

        headers.Add(HeaderId.ListUnsubscribe, $"<{url}>");
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            headers.Add(HeaderId.ListUnsubscribePost, OneClick);
        }
    }

    private static string WithLogo(string html, string? logo, string sender) => logo is null
        ? html
        : $"<p><img src=\"{WebUtility.HtmlEncode(logo)}\" alt=\"{WebUtility.HtmlEncode(sender)}\" "
            + $"style=\"max-height:96px;max-width:100%\"></p>\r\n{html}";

    private static bool TryParse(string address, [NotNullWhen(true)] out MailboxAddress? mailbox) =>
        MailboxAddress.TryParse(address, out mailbox)
        && !address.Any(char.IsControl)
        && mailbox.Address == address.Trim()
        && mailbox.LocalPart.Length > 0
        && mailbox.Domain.Length > 0;

    // A line break in a header would start a header of somebody else's choosing.
    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
}
