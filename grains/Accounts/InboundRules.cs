using BalanceNotifications.Contact;
using BalanceNotifications.Inbound;

namespace BalanceNotifications.Accounts;

/// <summary>What a guarantor's text makes of the account: of the switches for texts and calls, and of the number. Pure.</summary>
internal static class InboundRules
{
    private const string Actor = "guarantor";
    private const string Source = "text";

    /// <summary>
    /// The same state where it says nothing new: told again, it changes nothing. A switch is only set where the channel uses
    /// that very number: whoever holds another one, an old one say, does not speak for the one that is used.
    /// </summary>
    public static AccountState Apply(AccountState state, GuarantorWord word, DateTimeOffset now)
    {
        if (WordEffect.Of(word.Meaning) is not { } effect)
        {
            return state;
        }

        Channel[] channels =
        [
            .. effect.Channels.Where(channel =>
                Uses(state.Details, channel, word.From)
                && IsNews(state.Switches[SwitchRules.KindOf(channel)], effect.OptsOut, word.At)),
        ];
        return channels.Length == 0 ? state : Set(state, channels, effect.OptsOut, word, now);
    }

    private static bool Uses(AccountDetails details, Channel channel, string number) =>
        ContactAddress.Of(details, channel) is { } address
        && PhoneNumber.TryNormalise(address, out var used) && used == number;

    // Only what was stopped before is lifted.
    private static bool IsNews(SwitchSetting current, bool optsOut, DateTimeOffset at) => optsOut
        ? current.State is not SwitchState.OptedOut || current.Evidence is not { } stopped || stopped.At < at
        : current.State is not SwitchState.OptedIn && (current.Evidence?.At ?? current.ChangedAt) < at;

    private static AccountState Set(
        AccountState state, Channel[] channels, bool optsOut, GuarantorWord word, DateTimeOffset now)
    {
        var setting = new SwitchSetting(
            optsOut ? SwitchState.OptedOut : SwitchState.OptedIn, ReasonOf(word.Meaning),
            new Evidence(word.At, Source, word.Wording), now, Actor);
        var switches = channels.Aggregate(
            state.Switches, (current, channel) => current.With(SwitchRules.KindOf(channel), setting));
        return (state with { Switches = switches, ClientRevision = state.ClientRevision + 1 })
            .Tell(AccountAudit.SwitchesSet(state, switches, Actor, now, setting.Reason))
            .Tell([
                .. channels.Select(channel =>
                    new AddressNotice(channel, word.From, optsOut, word.At, Source, word.Wording)),
            ]);
    }

    private static string ReasonOf(WordMeaning meaning) => meaning switch
    {
        WordMeaning.Stop => "stop",
        WordMeaning.Revocation => "revocation",
        WordMeaning.WrongNumber => "wrongNumber",
        WordMeaning.Start => "start",
        WordMeaning.Help => "help",
        WordMeaning.Other => "other",
    };
}
