using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Inbound;

/// <summary>
/// Phrases of some lists, each a regular expression of whole words. What strangers text is read in linear time, whatever it
/// is: <see cref="RegexOptions.NonBacktracking"/>, which a source generator does not write. Pure.
/// </summary>
internal sealed class PhraseList
{
    // No word: no phrase matches across it.
    private const string Gap = "|";

    private static readonly FrozenDictionary<string, string> Groups = PhraseFile.Pairs("groups");

    private static readonly Regex Group = new("<([a-z]+)>", RegexOptions.NonBacktracking);

    // One by one: all in one would be larger than .NET lets an automaton become.
    private readonly Regex[] _phrases;

    /// <param name="names">Files of <c>Phrases/</c>.</param>
    public PhraseList(params IEnumerable<string> names) => _phrases =
    [
        .. names.SelectMany(PhraseFile.Lines).Select(phrase => new Regex(
            $@"\b(?:{Expand(phrase)})\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)),
    ];

    public bool IsIn(string text) => _phrases.Any(phrase => phrase.IsMatch(text));

    public bool IsInAny(IEnumerable<string> texts) => texts.Any(IsIn);

    /// <summary>What is left of a text without them.</summary>
    public string TakeOutOf(string text) => _phrases.Aggregate(text, (left, phrase) => phrase.Replace(left, Gap));

    // A group may name groups.
    private static string Expand(string phrase)
    {
        while (phrase.Contains('<', StringComparison.Ordinal))
        {
            phrase = Group.Replace(phrase, group => Groups[group.Groups[1].Value]);
        }

        return phrase;
    }
}
