using System.Text;

namespace BalanceNotifications.Callbacks;

/// <summary>Reports as mail servers write them, of invented messages.</summary>
internal static class ReportMails
{
    private const string Written = "Mon, 23 Nov 2026 16:32:00 +0000";

    public const string ReturnedId = "01939c5e111182229333444455556666";

    public static string Bounce(
        string action = "failed",
        string status = "5.1.1",
        string? diagnostic = "smtp; 550 5.1.1 <ann@home.example>: User unknown",
        string to = "bounces@bn.example",
        string? envelopeId = null,
        string? messageId = ReturnedId,
        string? secondRecipient = null) => Mail(
            to,
            "delivery-status",
            $"""
            Content-Type: message/delivery-status

            Reporting-MTA: dns; relay.example
            {(envelopeId is null ? "Arrival-Date: Mon, 23 Nov 2026 16:00:00 +0000" : $"Original-Envelope-Id: {envelopeId}")}

            Final-Recipient: rfc822; ann@home.example
            Action: {action}
            Status: {status}
            {(diagnostic is null ? "Remote-MTA: dns; mx.home.example" : $"Diagnostic-Code: {diagnostic}")}
            Last-Attempt-Date: Mon, 23 Nov 2026 16:31:02 +0000
            {secondRecipient}
            """,
            messageId);

    /// <param name="date">Of the report itself; null for a mail without one.</param>
    /// <param name="arrived">When the message complained about came in.</param>
    public static string Complaint(
        string type = "abuse", string? mailFrom = null, string? messageId = ReturnedId, string? date = Written,
        string? arrived = null) => Mail(
        "fbl@bn.example",
        "feedback-report",
        $"""
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        User-Agent: Example/1.0
        Version: 1
        {(arrived is null ? "Reported-Domain: north.example" : $"Arrival-Date: {arrived}")}
        {(mailFrom is null ? "Source-IP: 192.0.2.1" : $"Original-Mail-From: <{mailFrom}>")}
        """,
        messageId,
        date);

    public static string OutOfOffice => Lines(
        """
        From: ann@home.example
        To: bounces@bn.example
        Subject: I am away
        Content-Type: text/plain

        Back on Monday.
        """);

    private static string Mail(string to, string type, string part, string? messageId, string? date = Written) => Lines(
        $"""
        From: MAILER-DAEMON@relay.example
        To: {to}
        {(date is null ? "X-Mailer: Example" : $"Date: {date}")}
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type={type}; boundary="b"

        --b
        Content-Type: text/plain

        Your message could not be delivered.
        --b
        {part.TrimEnd()}

        --b
        Content-Type: text/rfc822-headers

        From: billing@north.example
        {(messageId is null ? "Subject: Your balance" : $"Message-ID: <{messageId}@north.example>")}

        --b--
        """);

    private static string Lines(string text) =>
        new StringBuilder(text).Replace("\r\n", "\n").Replace("\n", "\r\n").Append("\r\n").ToString();
}
