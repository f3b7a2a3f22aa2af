using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Inbound;

/// <summary>
/// Phrases of some lists, each a regular expression of whole words. Interpreted: read once a text, they are built in
/// milliseconds, where automata (<see cref="RegexOptions.NonBacktracking"/>) take seconds and a megabyte each. Pure.
/// </summary>
internal sealed class PhraseList
{
    // No word: no phrase matches across it.
    private const string Gap = "|";

    private static readonly FrozenDictionary<string, string> Groups = PhraseFile.Pairs("groups");

    private static readonly Regex Group = new("<([a-z]+)>", RegexOptions.CultureInvariant);

    private readonly Regex[] _phrases;

    /// <param name="patience">For one phrase and one text; what takes longer throws.</param>
    /// <param name="names">Files of <c>Phrases/</c>.</param>
    public PhraseList(TimeSpan patience, params IEnumerable<string> names) => _phrases =
    [
        .. names.SelectMany(PhraseFile.Lines).Select(phrase => new Regex(
            $@"\b(?:{Expand(phrase)})\b", RegexOptions.CultureInvariant, patience)),
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
