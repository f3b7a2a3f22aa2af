using BalanceNotifications.Contact;

namespace BalanceNotifications.Accounts;

/// <summary>What a guarantor's text makes of the account: of the switch for texts, and of the number. Pure.</summary>
internal static class InboundRules
{
    private const string Actor = "guarantor";
    private const string Source = "text";

    /// <summary>The same state where it says nothing new: told again, it changes nothing.</summary>
    public static AccountState Apply(AccountState state, GuarantorWord word, DateTimeOffset now) => word.Meaning switch
    {
        WordMeaning.Stop or WordMeaning.Revocation or WordMeaning.WrongNumber => OptOut(state, word, now),
        WordMeaning.Start => Lift(state, word, now),
        _ => state,
    };

    private static AccountState OptOut(AccountState state, GuarantorWord word, DateTimeOffset now)
    {
        var current = state.Switches.Text;
        return current.State is SwitchState.OptedOut && current.Evidence?.At >= word.At
            ? state
            : Set(state, new(SwitchState.OptedOut, ReasonOf(word.Meaning), EvidenceOf(word), now, Actor), word, now);
    }

    // Only what was stopped, and only by the number that texts go to: another one says nothing about this one.
    private static AccountState Lift(AccountState state, GuarantorWord word, DateTimeOffset now)
    {
        var current = state.Switches.Text;
        var since = current.Evidence?.At ?? current.ChangedAt;
        return current.State is SwitchState.OptedIn || since is null || since >= word.At
            || ContactAddress.Of(state.Details, Channel.Text) is not { } address
            || !PhoneNumber.TryNormalise(address, out var number) || number != word.From
                ? state
                : Set(state, new(SwitchState.OptedIn, ReasonOf(word.Meaning), EvidenceOf(word), now, Actor), word, now);
    }

    private static AccountState Set(AccountState state, SwitchSetting setting, GuarantorWord word, DateTimeOffset now)
    {
        var switches = state.Switches.With(SwitchKind.Text, setting);
        return (state with { Switches = switches, ClientRevision = state.ClientRevision + 1 })
            .Tell(AccountCommands.Audit("switches.set", Actor, now, state.Number!, new
            {
                channel = Channel.Text,
                reason = setting.Reason,
                switches = AccountCommands.States(switches),
            }))
            .Tell([
                new AddressNotice(
                    Channel.Text, word.From, setting.State is SwitchState.OptedOut, word.At, Source, word.Wording),
            ]);
    }

    private static Evidence EvidenceOf(GuarantorWord word) => new(word.At, Source, word.Wording);

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
