using BalanceNotifications.Accounts;
using MimeKit;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>A feedback report (ARF, RFC 5965): the recipient pressed the button for spam, or one like it.</summary>
internal static class ComplaintNotice
{
    private const string Reason = "complaint";

    /// <exception cref="FormatException">It does not say of which type it is.</exception>
    public static MailReport Read(MimeMessage mail, MultipartReport report, MessageFeedbackReport feedback)
    {
        var type = feedback.Fields["Feedback-Type"]?.Trim().ToLowerInvariant()
            ?? throw new FormatException("A feedback report without a type.");

        // Its Arrival-Date is when our message came in (RFC 5965 3.2), and consent may be newer than that.
        var at = MailReport.WrittenAt(mail);

        // It comes to whom the provider knows, so what the envelope was then stands in its fields.
        string[] envelope =
        [
            feedback.Fields["Original-Mail-From"] ?? "", feedback.Fields["Original-Envelope-Id"] ?? "",
            .. MailReport.CameTo(mail),
        ];
        return new(FateOf(type), Reason, at, envelope, MailReport.ReturnedMessageId(report))
        {
            // Many a provider takes the envelope out, and an opt-out must not be lost for that.
            MayNameUnsigned = true,
        };
    }

    // Of the other types one takes a complaint back (not-spam), and the rest are about our signatures or a virus.
    private static ReportedFate? FateOf(string type) =>
        type is "abuse" or "fraud" or "opt-out" or "opt-out-list" ? ReportedFate.Complained : null;
}
