using System.Collections.Frozen;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

/// <summary>
/// What a guarantor's text asks for, as a reasonable person would read it (47 CFR 64.1200(a)(10)). To take an ordinary
/// sentence for a revocation costs a message that is not sent; to miss one breaks the law: what is in doubt revokes. Pure.
/// </summary>
public static class InboundWords
{
    // Twilio acts on these alone and confirms them itself. FCC: stop, quit, end, revoke, opt out, cancel, unsubscribe.
    private static readonly FrozenSet<string> StopKeywords = FrozenSet.Create(
        "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout");

    // Only as written: in doubt nothing is lifted, so "yesss" is no YES.
    private static readonly FrozenSet<string> StartKeywords = FrozenSet.Create("start", "yes", "unstop");

    private static readonly FrozenSet<string> HelpKeywords = FrozenSet.Create("help", "info");

    // The phrases take microseconds. Far above that, so that a busy machine does not revoke in a guarantor's stead.
    private static readonly InboundPhrases Phrases = new(patience: TimeSpan.FromSeconds(1));

    /// <param name="optOut">
    /// What the provider's own keywords made of it, <c>OptOutType</c>: STOP, START or HELP; null where it says nothing.
    /// </param>
    public static WordMeaning Read(string body, string? optOut = null)
    {
        var keyword = optOut?.ToUpperInvariant();
        if (keyword is "STOP" || StopKeywords.Contains(body.Trim().ToLowerInvariant()))
        {
            return WordMeaning.Stop;
        }

        return keyword is "START" || StartKeywords.Contains(PlainWords.AsWritten(body)) ? WordMeaning.Start
            : keyword is "HELP" || HelpKeywords.Contains(PlainWords.Of(body)) ? WordMeaning.Help
            : ReadClauses(PlainWords.Clauses(body), Phrases);
    }

    /// <summary>What cannot be read in time is in doubt.</summary>
    internal static WordMeaning ReadClauses(IReadOnlyList<string> clauses, InboundPhrases phrases)
    {
        try
        {
            return phrases.SaysWrongNumber(clauses) ? WordMeaning.WrongNumber
                : phrases.Revokes(clauses) ? WordMeaning.Revocation
                : WordMeaning.Other;
        }
        catch (RegexMatchTimeoutException)
        {
            return WordMeaning.Revocation;
        }
    }
}
