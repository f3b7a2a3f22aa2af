using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace BalanceNotifications.Templates;

/// <summary>The plain part of a mail that has only an HTML part.</summary>
internal static partial class HtmlText
{
    private static readonly HashSet<string> Paragraphs =
        ["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "blockquote", "pre", "hr"];

    private static readonly HashSet<string> Lines = ["div", "center", "tr", "li", "dt", "dd", "caption"];

    public static string Of(INode body)
    {
        var text = new StringBuilder();
        Write(body, text);
        var lines = text.ToString().Split('\n').Select(line => Spaces().Replace(line, " ").Trim());
        return EmptyLines().Replace(string.Join('\n', lines), "\n\n").Trim();
    }

    private static void Write(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText words:
                    text.Append(words.Data.ReplaceLineEndings(" "));
                    break;
                case IElement element:
                    Write(element, text);
                    break;
            }
        }
    }

    private static void Write(IElement element, StringBuilder text)
    {
        var name = element.LocalName;
        var breaks = Paragraphs.Contains(name) ? "\n\n" : Lines.Contains(name) || name == "br" ? "\n" : "";
        text.Append(breaks);
        text.Append(name switch { "li" => "- ", "td" or "th" => " ", "img" => element.GetAttribute("alt"), _ => "" });
        Write((INode)element, text);
        if (name == "a" && element.GetAttribute("href") is { } link && link != element.TextContent.Trim())
        {
            text.Append(" <").Append(link).Append('>');
        }

        text.Append(name == "br" ? "" : breaks);
    }

    [GeneratedRegex(@"[ \t\u00a0]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex EmptyLines();
}
