using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

/// <summary>
/// What a guarantor's text asks for, as a reasonable person would read it (47 CFR 64.1200(a)(10)). To take an ordinary
/// sentence for a revocation costs a text that is not sent; to miss one breaks the law: what is in doubt revokes. Pure.
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
            : WrongNumber().IsMatch(text) && !NotWrongNumber().IsMatch(text) ? WordMeaning.WrongNumber
            : IsRevocation(body, text) ? WordMeaning.Revocation
            : WordMeaning.Other;
    }

    private static bool IsRevocation(string body, string text) =>
        SaysOnlyStop(text, anyWord: true)
        || Sentences().Split(body).Any(sentence => SaysOnlyStop(Normalise(sentence), anyWord: false))
        || (Revocation().IsMatch(text) && !Negated().IsMatch(text));

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

    [GeneratedRegex("""
        \bwrong\ (phone\ )?(number|person|phone|guy|lady|man|woman|cell)\b
        | \b(nobody|no\ one|noone)\ (here\ )?(by|with|named|called)\b
        | \bdont\ know\ (anyone|anybody|any|an|a)\ \w+\ (by|with|named|called)\b
        | \bno\ longer\ (has|owns|uses)\ this\ (phone|number)
        | \bnumero\ equivocado\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex WrongNumber();

    [GeneratedRegex(@"\bwrong number (of|on|in|for)\b|\b(gave|give|have|put|wrote) you the wrong\b")]
    private static partial Regex NotWrongNumber();

    [GeneratedRegex("""
        \b(stop|quit|cease)\ (\w+\ ){0,2}(text|messag|msg|sms|send|contact|bother|harass|spam|notif|remind|alert|communicat)\w*
        | \b(do\ not|dont|never)\ (ever\ |please\ |keep\ |again\ ){0,2}(text|txt|messag|msg|sms|contact|bother|remind|spam)\w*
        | \b(do\ not|dont|never)\ (ever\ |please\ |keep\ ){0,2}send\w*\ (me\ |us\ |this\ number\ |any\ |more\ |these\ |those\ |your\ |anything\ ?){1,3}(text|txt|messag|msg|sms|reminder|notif|alert)?
        | \b(do\ not|dont|no\ longer|didnt|not)\ (want|wish|like|consent|agree)\ (to\ |any\ |your\ |these\ |those\ |the\ |more\ |get\ |getting\ |receive\ |receiving\ |be\ |being\ ){0,4}(text|txt|messag|msg|sms|reminder|notif|alert|contacted)\w*
        | \bno\ (mas|more)\ (text|txt|messag|msg|sms|reminder|notif|alert|mensaj|texto)\w*
        | \bopt(ing|ed)?\ ?(me\ |us\ |my\ number\ |this\ number\ |my\ phone\ )?out\b
        | \bunsub(scribe)?\b
        | \b(remove|delete|erase)\ (me|my|this|us|our)\b
        | \btake\ (me|my|this|us)\ (\w+\ ){0,3}off\b
        | \b(revok|withdraw|rescind)\w*\ (\w+\ ){0,2}(consent|permission|authorization)\b
        | \bi\ revoke\b
        | \b(leave|let)\ me\ alone\b
        | \blose\ (my|this)\ number\b
        | \bcease\ and\ desist\b
        | \bno\ (me\ )?(envi|mand|escrib|text|contact|molest)\w*
        | \b(deje|dejen|deja)\ de\ (enviar|mandar|escribir|molestar|textear)\w*
        | \bdar(me)?\ de\ baja\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Revocation();

    // Wants them to go on, or speaks of something else.
    [GeneratedRegex("""
        \b(do\ not|dont|never|wont|please\ dont)\ (ever\ )?(stop|quit|cease|unsub\w*|opt\w*|remove)\b
        | \b(did\ not|didnt|not\ want\ to|dont\ want\ to|not\ wish\ to|not)\ (opt|unsub)\w*
        | \b(stop|quit)\ (by|in|at|over|payment|paying|charging|working|smoking)\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Negated();
}
