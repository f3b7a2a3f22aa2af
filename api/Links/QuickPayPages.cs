using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Html;

namespace BalanceNotifications.Links;

/// <summary>What a guarantor sees who opens a QuickPay link.</summary>
internal static class QuickPayPages
{
    private const string Language = "en";

    private static readonly TimeSpan SoonAgain = TimeSpan.FromMinutes(1);

    // In a variable of its own, because the policy names its hash.
    private const string SubmitScript = "document.forms[0].submit()";

    public static LinkPage Due(Practice practice, QuickPayView due)
    {
        var body = Greeting(due)
            .AppendFormat("<dl><dt>Amount due</dt><dd>{0}</dd>", Amount(practice, due))
            .AppendFormat("<dt>Due date</dt><dd>{0}</dd></dl>", DateFormat.Format(due.DueDate!.Value, Language));
        return Of(practice, WithPhone(practice, body, "To pay, call us at "));
    }

    public static LinkPage NothingDue(Practice practice, QuickPayView due) => Of(
        practice,
        WithPhone(
            practice,
            Greeting(due).AppendHtml("<p>Nothing is due at the moment. Thank you.</p>"),
            "Questions? Call us at "));

    /// <summary>A dispute, a bankruptcy: people answer it, and no page asks for money.</summary>
    public static LinkPage Held(Practice practice, QuickPayView due) => Of(
        practice, WithPhone(practice, Greeting(due), "Please talk to us about this account: "));

    /// <summary>A form that submits itself; the button is for browsers that run no script.</summary>
    public static LinkPage ToPortal(Practice practice, QuickPayView due, string token)
    {
        var portal = practice.Settings.QuickPay!.PortalUrl!;
        var body = Greeting(due)
            .AppendFormat("<p>We take you to the payment page of {0}.</p>", practice.Settings.Name)
            .AppendFormat("<form method=\"post\" action=\"{0}\">", portal)
            .AppendFormat("<input type=\"hidden\" name=\"token\" value=\"{0}\">", token)
            .AppendHtml("<button type=\"submit\">Continue to payment</button></form>");
        return Of(practice, body) with { Script = SubmitScript, FormAction = portal };
    }

    public static LinkPage Ended() => Plain(
        StatusCodes.Status410Gone, "This link has ended",
        "Please use the link in the newest message you have, or call the number on your statement.");

    /// <summary>Also for a message that arrived before its link was written down.</summary>
    public static LinkPage Unknown() => Plain(
        StatusCodes.Status404NotFound, "We do not know this link",
        "Please check that the whole address was copied. If the message has only just arrived, try again in a minute.");

    public static LinkPage Busy() => Plain(
        StatusCodes.Status503ServiceUnavailable, "Please try again in a minute",
        "We cannot show this page at the moment.") with
    { RetryAfter = SoonAgain };

    public static LinkPage TooMany(TimeSpan? wait) => Plain(
        StatusCodes.Status429TooManyRequests, "Please try again in a minute",
        "Too many pages were opened from your network.") with
    { RetryAfter = wait ?? SoonAgain };

    private static IHtmlContentBuilder Greeting(QuickPayView due) => due.FirstName.Length == 0
        ? new HtmlContentBuilder()
        : new HtmlContentBuilder().AppendFormat("<p>Hello {0},</p>", due.FirstName);

    private static IHtmlContentBuilder WithPhone(Practice practice, IHtmlContentBuilder body, string words) =>
        practice.Settings.Phone is { } phone
            ? body.AppendFormat("<p>{0}<a href=\"tel:{1}\">{2}</a>.</p>", words, phone, PhoneFormat.Format(phone))
            : body.AppendHtml("<p>Please call the number on your statement.</p>");

    private static string Amount(Practice practice, QuickPayView due) =>
        MoneyFormat.Format(due.AmountDue, practice.Settings.Currency, Language);

    private static LinkPage Of(Practice practice, IHtmlContent body) =>
        new(StatusCodes.Status200OK, practice.Settings.Name, body) { Logo = practice.Settings.LogoUrl };

    public static LinkPage Plain(int status, string title, string words) =>
        new(status, title, new HtmlContentBuilder().AppendFormat("<p>{0}</p>", words));
}
