using System.Collections.Immutable;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

/// <summary>What a word does to the number that it came from. Pure.</summary>
/// <param name="OptsOut">False for a lift.</param>
/// <param name="Channels">In the order of their numbers; never empty.</param>
public sealed record WordEffect(bool OptsOut, ImmutableArray<Channel> Channels)
{
    // Consent that is taken back is taken back for calls and texts alike, by whichever of them it was asked (47 CFR
    // 64.1200(a)(10)). To ask for texts again is no consent to be called.
    private static readonly WordEffect Ends = new(OptsOut: true, [Channel.Text, Channel.Voice]);
    private static readonly WordEffect Lifts = new(OptsOut: false, [Channel.Text]);

    /// <returns>Null where it changes nothing.</returns>
    public static WordEffect? Of(WordMeaning meaning) => meaning switch
    {
        WordMeaning.Stop or WordMeaning.Revocation or WordMeaning.WrongNumber => Ends,
        WordMeaning.Start => Lifts,
        WordMeaning.Help or WordMeaning.Other => null,
    };
}
