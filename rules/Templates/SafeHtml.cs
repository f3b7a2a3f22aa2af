using AngleSharp;
using Ganss.Xss;

namespace BalanceNotifications.Templates;

/// <summary>The HTML part of a mail, without anything that runs, loads from elsewhere or collects input.</summary>
/// <param name="PlainText">The same for readers of plain text, links as "text &lt;url&gt;".</param>
internal sealed record SafeHtml(string Markup, string PlainText)
{
    // Safe for concurrent use as long as nobody changes it.
    private static readonly HtmlSanitizer Sanitizer = Create();

    public static SafeHtml Of(string html)
    {
        using var document = Sanitizer.SanitizeDom(html);
        var body = document.Body!;
        return new(body.ChildNodes.ToHtml(HtmlSanitizer.DefaultOutputFormatter).Trim(), HtmlText.Of(body));
    }

    private static HtmlSanitizer Create()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedTags.Clear();
        sanitizer.AllowedTags.UnionWith((
            "a abbr b big blockquote br caption center code col colgroup dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i "
            + "img li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul").Split(' '));
        sanitizer.AllowedSchemes.UnionWith(["mailto", "tel"]);
        sanitizer.FilterUrl += static (_, url) =>
        {
            // Only a link may lead over plain HTTP; what a mail program loads by itself may not.
            var isLink = url.Tag.LocalName == "a";
            if (!isLink && url.SanitizedUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) != true)
            {
                url.SanitizedUrl = null;
            }
        };
        return sanitizer;
    }
}
