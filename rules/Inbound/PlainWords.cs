using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Inbound;

/// <summary>
/// A text as the phrases are read in: small letters, digits and single blanks; no accents, no punctuation, common slips
/// mended, "do not" as "dont". Pure; takes any text, broken characters as well.
/// </summary>
internal static class PlainWords
{
    // An apostrophe holds a word together: also an acute accent, a letter apostrophe and a prime.
    private const string Apostrophes = "'’‘`´ʼ′";

    // Three in a row are shouting: "stoppp", "nooo".
    private const int Elongated = 3;

    private static readonly char[] Ends = ['.', '!', '?', ';', ':', ',', '(', ')', '\n', '…', '–', '—'];

    // "S.T.O.P.", "s t o p".
    private static readonly Regex SpelledOut =
        new(@"\bs\W{1,2}t\W{1,2}o\W{1,2}p\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly FrozenDictionary<string, string> Spellings = PhraseFile.Pairs("spellings");

    private static readonly FrozenDictionary<string, string> Negations = new Dictionary<string, string>
    {
        ["do"] = "dont",
        ["does"] = "doesnt",
        ["did"] = "didnt",
        ["will"] = "wont",
        ["would"] = "wouldnt",
        ["can"] = "cant",
        ["could"] = "couldnt",
        ["have"] = "havent",
        ["has"] = "hasnt",
        ["should"] = "shouldnt",
        ["must"] = "mustnt",
        ["is"] = "isnt",
        ["are"] = "arent",
        ["was"] = "wasnt",
    }.ToFrozenDictionary();

    /// <summary>Nothing mended: for what must be written as it is meant.</summary>
    public static string AsWritten(string text) => Letters(text);

    public static string Of(string text) => Mend(Unstretch(Letters(text)));

    /// <summary>What stands between two marks, in order; none is empty. A hyphen parts words only beside a blank.</summary>
    public static IReadOnlyList<string> Clauses(string text) =>
    [
        .. SpelledOut.Replace(text, " stop ")
            .Replace(" -", "\n", StringComparison.Ordinal).Replace("- ", "\n", StringComparison.Ordinal)
            .Split(Ends).Select(Of).Where(clause => clause.Length > 0),
    ];

    /// <summary>Clauses read in one go, as if nothing had parted them.</summary>
    public static string Join(IEnumerable<string> clauses) => Negate(string.Join(' ', clauses).Split(' '));

    private static string Letters(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in Signs(text).Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark
                && plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    // Signs that stand for words. By runes, because half a character cannot be normalised.
    private static string Signs(string text)
    {
        var signs = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            signs.Append(rune.ToString() switch
            {
                "#" => " number ",
                "&" => " and ",
                "🛑" => " stop ",
                { Length: 1 } sign when Apostrophes.Contains(sign[0], StringComparison.Ordinal) => "",
                var other => other,
            });
        }

        return signs.ToString();
    }

    private static string Unstretch(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int start = 0, end; start < text.Length; start = end)
        {
            for (end = start + 1; end < text.Length && text[end] == text[start];)
            {
                end++;
            }

            var length = end - start;
            plain.Append(text[start], length >= Elongated && char.IsLetter(text[start]) ? 1 : length);
        }

        return plain.ToString();
    }

    private static string Mend(string text) =>
        Negate(string.Join(' ', text.Split(' ').Select(word => Spellings.GetValueOrDefault(word, word))).Split(' '));

    private static string Negate(string[] words)
    {
        var plain = new List<string>(words.Length);
        foreach (var word in words)
        {
            if (word is "not" && plain is [.., var verb] && Negations.TryGetValue(verb, out var negated))
            {
                plain[^1] = negated;
            }
            else
            {
                plain.Add(word);
            }
        }

        return string.Join(' ', plain);
    }
}
