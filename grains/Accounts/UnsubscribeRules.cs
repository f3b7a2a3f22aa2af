namespace BalanceNotifications.Accounts;

/// <summary>What the link out of a channel makes of the account. Pure.</summary>
internal static class UnsubscribeRules
{
    private const string Actor = "guarantor";

    /// <summary>
    /// The same state when the link has ended the channel before, and when the account has another address by now, which
    /// nobody asked to leave alone. A switch that stands for another reason is set again: this opt-out has evidence.
    /// </summary>
    /// <param name="salt">The practice's.</param>
    public static AccountState Apply(
        AccountState state, Unsubscription told, ReadOnlySpan<byte> salt, DateTimeOffset now)
    {
        var kind = SwitchRules.KindOf(told.Channel);
        var current = state.Switches[kind];
        return current.State is SwitchState.OptedOut && current.Evidence?.Source == told.Evidence.Source
            || (told.AddressHash is { } hash && !WrittenAddress.IsOf(state.Details, told.Channel, hash, null, salt))
                ? state
                : AccountCommands.SetSwitches(
                    state, [new(kind, SwitchState.OptedOut, told.Evidence.Source, told.Evidence)], Actor, now);
    }
}
