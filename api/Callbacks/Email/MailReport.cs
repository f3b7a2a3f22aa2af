using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;
using MimeKit;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>What a mail server or mailbox provider mails about a message of ours: a delivery report or a complaint.</summary>
/// <param name="Fate">Null for one that decides nothing: a delay, a complaint withdrawn.</param>
/// <param name="At">When it says that it happened; null when it does not say.</param>
/// <param name="Envelope">Where our tag can stand, in the order in which it is looked for.</param>
/// <param name="MessageId">Of the message it is about; null when it returned no headers.</param>
internal sealed record MailReport(
    ReportedFate? Fate, string? Reason, DateTimeOffset? At, IReadOnlyList<string> Envelope, string? MessageId)
{
    private const char EndOfLocalPart = '@';

    /// <summary>Whether the Message-Id alone leads back even where our messages are tagged: a complaint's does.</summary>
    public bool MayNameUnsigned { get; init; }

    /// <returns>Null for mail that is no report, such as an out-of-office note.</returns>
    /// <exception cref="FormatException">It claims to be a report and is none.</exception>
    public static MailReport? Read(MimeMessage mail) => mail.Body is not MultipartReport report
        ? null
        : report.OfType<MessageDeliveryStatus>().FirstOrDefault() is { } status ? DeliveryNotice.Read(mail, report, status)
        : report.OfType<MessageFeedbackReport>().FirstOrDefault() is { } feedback
            ? ComplaintNotice.Read(mail, report, feedback)
        : throw new FormatException("A report without a machine-readable part.");

    /// <summary>
    /// The notification it is about: by the bounce address it came to, then by the envelope id. By the Message-Id that it
    /// returned only where we sign nothing, because whoever saw the message can name that. Null when it is about none of
    /// ours.
    /// </summary>
    /// <param name="keys">Those of our bounce tags; none where messages carry no tag.</param>
    public Guid? NotificationBy(IReadOnlyList<byte[]> keys)
    {
        foreach (var place in Envelope)
        {
            if (BounceTag.Find(place, keys) is { } notification)
            {
                return notification;
            }
        }

        return (keys.Count == 0 || MayNameUnsigned)
            && MessageId?.Split(EndOfLocalPart) is [var local, _] && Guid.TryParseExact(local, "n", out var id) ? id : null;
    }

    /// <summary>The addresses a mail came to, as the servers on its way wrote them down.</summary>
    internal static IEnumerable<string> CameTo(MimeMessage mail) =>
        from header in mail.Headers
        where header.Id is HeaderId.To
            || header.Field.Equals("Delivered-To", StringComparison.OrdinalIgnoreCase)
            || header.Field.Equals("X-Original-To", StringComparison.OrdinalIgnoreCase)
        select header.Value;

    /// <summary>When the report itself was written; null when it does not say so legibly.</summary>
    internal static DateTimeOffset? WrittenAt(MimeMessage mail) =>
        mail.Headers.Contains(HeaderId.Date) && mail.Date != DateTimeOffset.MinValue ? mail.Date : null;

    /// <summary>Null when the report returns nothing of the message.</summary>
    internal static string? ReturnedMessageId(MultipartReport report) => report.OfType<MessagePart>()
        .Select(part => part.Message?.MessageId).FirstOrDefault(id => id is not null);
}
