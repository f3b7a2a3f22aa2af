using System.Globalization;
using System.Text;

namespace BalanceNotifications.Templates;

/// <summary>A text with numbered slots, into which the values of one message go.</summary>
internal sealed class SlottedText
{
    // Private-use letters: no mail has them, and HTML leaves them as they are wherever they stand.
    private const char Opening = '\ue000';
    private const char LinkOpening = '\ue001';
    private const char Closing = '\ue002';

    private readonly List<Part> _parts = [];

    public SlottedText(string marked)
    {
        var start = 0;
        while (marked.AsSpan(start).IndexOfAny(Opening, LinkOpening) is >= 0 and var offset)
        {
            var opening = start + offset;
            var closing = marked.IndexOf(Closing, opening);
            var slot = int.Parse(marked.AsSpan((opening + 1)..closing), CultureInfo.InvariantCulture);
            _parts.Add(new(marked[start..opening], slot, IsLink: marked[opening] == LinkOpening));
            start = closing + 1;
        }

        _parts.Add(new(marked[start..], Slot: null, IsLink: false));
    }

    /// <summary>What stands for a value until the text is filled.</summary>
    public static string Mark(int slot) => string.Create(CultureInfo.InvariantCulture, $"{Opening}{slot}{Closing}");

    public static bool HasMark(string text) => text.AsSpan().ContainsAny(Opening, LinkOpening);

    /// <summary>Whether the link's scheme, or all of it, is left to a value.</summary>
    public static bool BeginsWithMark(string link) => link.StartsWith(Opening);

    /// <summary>Has the value of a leading mark checked as a link when the text is filled.</summary>
    public static string AsLink(string link) => LinkOpening + link[1..];

    /// <summary>Takes out what only <see cref="Mark"/> may write.</summary>
    public static string WithoutMarks(string source) => string.Concat(
        source.Split(Opening, LinkOpening, Closing));

    /// <param name="encode">How a value is written; an unsafe link is written as nothing.</param>
    public string Fill(IReadOnlyList<string> values, Func<string, string> encode)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.Before);
            if (part.Slot is { } slot && (!part.IsLink || IsSafeLink(values[slot])))
            {
                text.Append(encode(values[slot]));
            }
        }

        return text.ToString();
    }

    private static bool IsSafeLink(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" or "mailto" or "tel";

    private sealed record Part(string Before, int? Slot, bool IsLink);
}
