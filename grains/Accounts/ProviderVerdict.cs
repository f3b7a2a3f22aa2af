using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>What a provider's answer says about the guarantor, and so about a switch. Pure.</summary>
internal static class ProviderVerdict
{
    /// <param name="attempted">The notification after the attempt, which went to the address the account has for its channel.</param>
    public static AccountState Apply(
        AccountState state, PlannedNotification attempted, DeliveryResult result, DateTimeOffset now)
    {
        var (channel, reason) = (attempted.Channel, attempted.Reason ?? "");
        if (result is DeliveryResult.Rejected { Cause: RejectionCause.OptedOut })
        {
            var stopped = Set(state, SwitchRules.OptOut(state.Switches, channel, reason, now), channel, reason, now)
                .HeedOptOut(state.Switches, now);
            return ContactAddress.Of(state.Details, channel) is { } address
                ? stopped.Tell([new AddressNotice(channel, address, OptsOut: true, now, "provider", reason)])
                : stopped;
        }

        return attempted.Status is NotificationStatus.UndeliverablePermanent
            ? Set(state, SwitchRules.ErrorOut(state.Switches, channel, reason, now), channel, reason, now)
            : state;
    }

    private static AccountState Set(
        AccountState state, AccountSwitches switches, Channel channel, string reason, DateTimeOffset now) =>
        switches == state.Switches
            ? state
            : (state with { Switches = switches }).Tell(AccountCommands.Audit(
                "switches.set", "system", now, state.Number!,
                new { channel, reason, switches = AccountCommands.States(switches) }));
}
