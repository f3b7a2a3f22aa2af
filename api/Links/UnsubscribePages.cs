using BalanceNotifications.Practices;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Html;

namespace BalanceNotifications.Links;

/// <summary>What a guarantor sees who follows the way out of a channel. Nothing here says whose account it is.</summary>
internal static class UnsubscribePages
{
    public static LinkPage Ask(Practice practice, Channel channel) => Of(practice, new HtmlContentBuilder()
        .AppendFormat("<p>Stop {0} about your balance with {1}?</p>", Name(channel), practice.Settings.Name)
        .AppendHtml("<form method=\"post\">")
        .AppendFormat(
            "<input type=\"hidden\" name=\"{0}\" value=\"{1}\">", UnsubscribeEndpoint.Field, UnsubscribeEndpoint.OneClick)
        .AppendFormat("<button type=\"submit\">Stop {0}</button></form>", Name(channel))) with
    { FormToItself = true };

    public static LinkPage Stopped(Practice practice, Channel channel)
    {
        var body = new HtmlContentBuilder()
            .AppendFormat("<p>We have stopped {0} about your balance.</p>", Name(channel));
        return Of(practice, practice.Settings.Phone is { } phone
            ? body.AppendFormat(
                "<p>To have them again, call us at <a href=\"tel:{0}\">{1}</a>.</p>", phone, PhoneFormat.Format(phone))
            : body.AppendHtml("<p>To have them again, call the number on your statement.</p>"));
    }

    /// <summary>Also for a message that arrived before its link was written down.</summary>
    public static LinkPage Unknown() => QuickPayPages.Unknown();

    public static LinkPage NotUnderstood() => QuickPayPages.Plain(
        StatusCodes.Status400BadRequest, "Nothing was changed",
        "Please open the link of the message in a browser and use the button there.");

    private static string Name(Channel channel) => channel switch
    {
        Channel.Email => "e-mails",
        Channel.Text => "text messages",
        Channel.Voice => "calls",
    };

    private static LinkPage Of(Practice practice, IHtmlContent body) =>
        new(StatusCodes.Status200OK, practice.Settings.Name, body) { Logo = practice.Settings.LogoUrl };
}
