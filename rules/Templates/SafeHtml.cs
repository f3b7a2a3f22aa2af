using AngleSharp;
using AngleSharp.Dom;
using Ganss.Xss;

namespace BalanceNotifications.Templates;

/// <summary>
/// The HTML part of a mail, without anything that runs, loads from elsewhere or collects input. Slots stand for the
/// values, so that what takes longest is done once for a template and not for every message.
/// </summary>
/// <param name="PlainText">The same for readers of plain text, links as "text &lt;url&gt;".</param>
internal sealed record SafeHtml(SlottedText Markup, SlottedText PlainText)
{
    // Safe for concurrent use as long as nobody changes it.
    private static readonly HtmlSanitizer Sanitizer = Create();

    public static SafeHtml Of(string html)
    {
        using var document = Sanitizer.SanitizeDom(html);
        var body = document.Body!;
        foreach (var element in body.QuerySelectorAll("*"))
        {
            GuardAttributes(element);
        }

        var markup = body.ChildNodes.ToHtml(HtmlSanitizer.DefaultOutputFormatter).Trim();
        return new(new(markup), new(HtmlText.Of(body)));
    }

    /// <summary>The sanitizer has not seen the values, so what a value could undo is undone here.</summary>
    private static void GuardAttributes(IElement element)
    {
        foreach (var attribute in element.Attributes.Where(attribute => SlottedText.HasMark(attribute.Value)).ToArray())
        {
            if (attribute.Name == "href" && SlottedText.BeginsWithMark(attribute.Value))
            {
                attribute.Value = SlottedText.AsLink(attribute.Value);
            }
            else if (attribute.Name is not ("alt" or "title") && !HasScheme(attribute))
            {
                element.RemoveAttribute(attribute.Name);
            }
        }
    }

    // Such as mailto: the sanitizer has checked it, and no value can change it.
    private static bool HasScheme(IAttr attribute) => attribute.Name == "href"
        && attribute.Value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        && !SlottedText.HasMark(attribute.Value[..colon]);

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
