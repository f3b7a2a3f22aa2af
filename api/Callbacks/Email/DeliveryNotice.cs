using System.Globalization;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;
using MimeKit;
using MimeKit.Utils;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>A delivery status notification (RFC 3464). A message of ours has one recipient.</summary>
internal static partial class DeliveryNotice
{
    /// <exception cref="FormatException">It names no recipient, or no action.</exception>
    public static MailReport Read(MimeMessage mail, MultipartReport report, MessageDeliveryStatus status)
    {
        // The first group is about the message, each further one about a recipient.
        HeaderList[] groups = [.. status.StatusGroups];
        if (groups is not [var message, .. { Length: > 0 } recipients])
        {
            throw new FormatException("A delivery report about nobody.");
        }

        // An address that forwards may have several ends: one that arrived outweighs one that did not.
        var (fate, reason) = recipients.Select(Judge).MinBy(verdict => Weight(verdict.Fate));
        string[] envelope = [.. MailReport.CameTo(mail), message["Original-Envelope-Id"] ?? ""];
        return new(fate, reason, AtOf(recipients[0], mail), envelope, MailReport.ReturnedMessageId(report));
    }

    private static (ReportedFate? Fate, string? Reason) Judge(HeaderList recipient) =>
        WithoutComment(recipient["Action"])?.ToLowerInvariant() switch
        {
            "failed" => Failed(recipient),
            "delivered" => (ReportedFate.Delivered, null),
            // On its way by a server that reports no further, or to a list.
            "relayed" or "expanded" => (ReportedFate.Taken, null),
            "delayed" => (null, null),
            _ => throw new FormatException("A delivery report without a known action."),
        };

    private static (ReportedFate? Fate, string? Reason) Failed(HeaderList recipient)
    {
        var said = Diagnostic().Match(recipient["Diagnostic-Code"] ?? "");
        int? reply = said.Groups[1].Success ? int.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
        var diagnosed = said.Groups[2].Success ? said.Groups[2].Value : null;
        var status = Enhanced().Match(recipient["Status"] ?? "") is { Success: true, Value: var value } ? value : null;

        // A server that had none to pass on writes x.0.0.
        var enhanced = status is null || status.EndsWith(".0.0", StringComparison.Ordinal) ? diagnosed ?? status : status;
        var reason = string.Join(' ', ((string?[])["smtp", reply?.ToString(CultureInfo.InvariantCulture), enhanced])
            .OfType<string>());
        return (FateOf(SmtpOutcomes.Find(RefusedStep.Report, reply, enhanced)!.Outcome), reason);
    }

    // A server reports a failure once it has given up, also one that could have passed.
    private static ReportedFate FateOf(OutcomeKind outcome) => outcome switch
    {
        OutcomeKind.BadAddress => ReportedFate.BadAddress,
        OutcomeKind.Later => ReportedFate.GivenUp,
        OutcomeKind.Sender => ReportedFate.SenderFault,
        OutcomeKind.Content => ReportedFate.ContentRefused,
        OutcomeKind.OptedOut => ReportedFate.OptedOut,
    };

    private static int Weight(ReportedFate? fate) => fate switch
    {
        ReportedFate.Delivered => 0,
        ReportedFate.Taken => 1,
        null => 2,
        ReportedFate.BadAddress => 4,
        _ => 3,
    };

    private static DateTimeOffset? AtOf(HeaderList recipient, MimeMessage mail) =>
        recipient["Last-Attempt-Date"] is { } tried && DateUtils.TryParse(tried, out var at) ? at
        : MailReport.WrittenAt(mail);

    private static string? WithoutComment(string? field) => field?.Split('(')[0].Trim();

    [GeneratedRegex(@"[245]\.\d{1,3}\.\d{1,3}")]
    private static partial Regex Enhanced();

    // RFC 3464 2.3.6: the type, then what the server said. Other types give no reply code.
    [GeneratedRegex(@"^\s*smtp\s*;\s*([45]\d\d)(?:[ -]+([45]\.\d{1,3}\.\d{1,3}))?", RegexOptions.IgnoreCase)]
    private static partial Regex Diagnostic();
}
