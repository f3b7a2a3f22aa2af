using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

/// <summary>
/// What a guarantor's text asks for, as a reasonable person would read it (47 CFR 64.1200(a)(10)). To take an ordinary
/// sentence for a revocation costs a message that is not sent; to miss one breaks the law: what is in doubt revokes. Pure.
/// </summary>
public static partial class InboundWords
{
    // Twilio acts on these alone and confirms them itself. FCC: stop, quit, end, revoke, opt out, cancel, unsubscribe.
    private static readonly FrozenSet<string> StopKeywords = FrozenSet.Create(
        "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout");

    private static readonly FrozenSet<string> StartKeywords = FrozenSet.Create("start", "yes", "unstop");

    private static readonly FrozenSet<string> HelpKeywords = FrozenSet.Create("help", "info");

    private static readonly FrozenSet<string> SpanishStops = FrozenSet.Create(
        "alto", "parar", "pare", "paren", "detener", "basta", "cancelar", "desuscribir");

    // What may stand beside a word that revokes without changing its sense.
    private static readonly FrozenSet<string> Fillers = FrozenSet.Create(
        "please", "pls", "plz", "ok", "okay", "hi", "hello", "hey", "just", "now", "right", "immediately", "asap", "it",
        "this", "that", "these", "all", "me", "thanks", "thank", "you", "thx", "ty", "sir", "maam", "already", "so", "and",
        "here", "today", "forever", "no", "more", "everything", "dear", "out", "por", "favor", "ya", "gracias");

    /// <param name="optOut">
    /// What the provider's own keywords made of it, <c>OptOutType</c>: STOP, START or HELP; null where it says nothing.
    /// </param>
    public static WordMeaning Read(string body, string? optOut = null)
    {
        var word = body.Trim().ToLowerInvariant();
        if (optOut?.ToUpperInvariant() is "STOP" || StopKeywords.Contains(word))
        {
            return WordMeaning.Stop;
        }

        var text = Normalise(body);
        return optOut?.ToUpperInvariant() is "START" || StartKeywords.Contains(text) ? WordMeaning.Start
            : optOut?.ToUpperInvariant() is "HELP" || HelpKeywords.Contains(text) ? WordMeaning.Help
            : ReadSentences(text, [.. Sentences().Split(body).Select(Normalise)]);
    }

    private static WordMeaning ReadSentences(string text, string[] sentences) =>
        InboundPhrases.SaysWrongNumber(sentences) ? WordMeaning.WrongNumber
        : SaysOnlyStop(text, anyWord: true)
            || sentences.Any(sentence => SaysOnlyStop(sentence, anyWord: false))
            || InboundPhrases.Revokes(sentences) ? WordMeaning.Revocation
        : WordMeaning.Other;

    // "please stop", "STOP STOP", "ok cancel thanks". Of one sentence among others only what can mean nothing else.
    private static bool SaysOnlyStop(string text, bool anyWord)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Any(Stops) && words.All(word => Stops(word) || Fillers.Contains(word));

        bool Stops(string word) => anyWord
            ? StopKeywords.Contains(word) || SpanishStops.Contains(word)
            : word is "stop" or "stopall" or "unsubscribe" or "revoke" or "optout" or "alto" or "basta";
    }

    // Small letters, digits and single blanks: no accents, no punctuation, "don't" and "dont" alike.
    private static string Normalise(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (c is not ('\'' or '’' or '‘' or '`')
                && CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark
                && plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    [GeneratedRegex(@"[.!?;,\n]+")]
    private static partial Regex Sentences();
}
