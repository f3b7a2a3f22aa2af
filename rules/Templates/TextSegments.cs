using System.Buffers;

namespace BalanceNotifications.Templates;

public enum TextEncoding
{
    /// <summary>Seven bits a unit; the letters of the extension table take two.</summary>
    Gsm7,

    /// <summary>Sixteen bits a unit; taken for the whole text as soon as one letter is not in GSM-7.</summary>
    Ucs2,
}

/// <param name="Units">Septets of GSM-7, or 16-bit units.</param>
/// <param name="Segments">What carriers count and bill; 0 for an empty text.</param>
public sealed record SegmentCount(TextEncoding Encoding, int Units, int Segments);

/// <summary>Counts the segments of a text message (3GPP TS 23.038, 23.040).</summary>
public static class TextSegments
{
    private static readonly SearchValues<char> Gsm7 = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
        + "abcdefghijklmnopqrstuvwxyzäöñüà" + Extension);

    private const string Extension = "^{}\\[~]|€\f";

    public static SegmentCount Count(string text) => text.AsSpan().ContainsAnyExcept(Gsm7)
        ? Count(TextEncoding.Ucs2, text.EnumerateRunes().Select(rune => rune.Utf16SequenceLength), 70, 67)
        : Count(TextEncoding.Gsm7, text.Select(letter => Extension.Contains(letter) ? 2 : 1), 160, 153);

    /// <param name="alone">Units of a message of one segment.</param>
    /// <param name="part">Units of a segment among several: a header takes the rest.</param>
    private static SegmentCount Count(TextEncoding encoding, IEnumerable<int> letters, int alone, int part)
    {
        var units = 0;
        var segments = 1;
        var used = 0;
        foreach (var size in letters)
        {
            units += size;
            used += size;

            // A letter of two units does not straddle two segments.
            if (used > part)
            {
                segments++;
                used = size;
            }
        }

        return new(encoding, units, units == 0 ? 0 : units <= alone ? 1 : segments);
    }
}
