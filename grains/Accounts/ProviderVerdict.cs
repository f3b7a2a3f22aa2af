using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>What a provider's answer says about the guarantor, and so about a switch. Pure.</summary>
internal static class ProviderVerdict
{
    // What is written down of one whose report gives no reason.
    private const string Complaint = "complaint";

    /// <param name="attempted">The notification after the attempt, which went to the address the account has for its channel.</param>
    public static AccountState Apply(
        AccountState state, PlannedNotification attempted, DeliveryResult result, DateTimeOffset now)
    {
        var (channel, reason) = (attempted.Channel, attempted.Reason ?? "");
        return result is DeliveryResult.Rejected { Cause: RejectionCause.OptedOut } ? Stop(state, channel, reason, now)
            : attempted.Status is NotificationStatus.UndeliverablePermanent ? ErrorOut(state, channel, reason, now)
            : state;
    }

    /// <summary>
    /// What is told of an address that the account has, and of a message that went out for an account merged into it.
    /// </summary>
    public static AccountState Heed(AccountState state, Channel channel, DeliveryReport report, DateTimeOffset now) =>
        report.Fate switch
        {
            ReportedFate.BadAddress => ErrorOut(state, channel, report.Reason ?? "", now),
            ReportedFate.OptedOut => Stop(state, channel, report.Reason ?? "", now),
            ReportedFate.Complained => Complain(state, channel, report, now),
            _ => state,
        };

    /// <summary>
    /// The recipient called it spam: an opt-out as of then, with the report as its evidence. The same state when it is
    /// told again, and when the guarantor has said otherwise since.
    /// </summary>
    public static AccountState Complain(
        AccountState state, Channel channel, DeliveryReport report, DateTimeOffset now)
    {
        var evidence = new Evidence(
            report.At < now ? report.At : now, "provider", report.Reason ?? Complaint);
        var before = state.Switches;
        var current = before[SwitchRules.KindOf(channel)];
        if ((current.Evidence?.At ?? StoppedAt(current)) >= evidence.At)
        {
            return state;
        }

        var stopped = Set(
            state, SwitchRules.Complain(before, channel, evidence, now), channel, evidence.Wording, now)
            .HeedOptOut(before, now);
        return ContactAddress.Of(state.Details, channel) is { } address
            ? stopped.Tell([new AddressNotice(
                channel, address, OptsOut: true, evidence.At, evidence.Source, evidence.Wording)])
            : stopped;
    }

    /// <summary>
    /// Whoever stopped speaks of the address that was written to: where the account has another one by now, or is merged
    /// away, that address is ended by its hash, and no switch here. The same state where nobody knows which it was.
    /// </summary>
    public static AccountState EndWritten(
        AccountState state, PlannedNotification told, DeliveryReport report, DateTimeOffset now) =>
        told is { Test: false, ToHash: { } hash }
            ? state.Tell([
                new AddressNotice(
                    told.Channel, null, OptsOut: true, report.At < now ? report.At : now, "provider",
                    report.Reason ?? Complaint)
                {
                    Hash = hash,
                },
            ])
            : state;

    private static AccountState Stop(AccountState state, Channel channel, string reason, DateTimeOffset now)
    {
        var stopped = Set(state, SwitchRules.OptOut(state.Switches, channel, reason, now), channel, reason, now)
            .HeedOptOut(state.Switches, now);
        return ContactAddress.Of(state.Details, channel) is { } address
            ? stopped.Tell([new AddressNotice(channel, address, OptsOut: true, now, "provider", reason)])
            : stopped;
    }

    private static AccountState ErrorOut(AccountState state, Channel channel, string reason, DateTimeOffset now) =>
        Set(state, SwitchRules.ErrorOut(state.Switches, channel, reason, now), channel, reason, now);

    // A refusal without evidence stands from when it was set. What else was set without it, nobody has said.
    private static DateTimeOffset? StoppedAt(SwitchSetting setting) =>
        setting.State is SwitchState.OptedOut ? setting.ChangedAt : null;

    private static AccountState Set(
        AccountState state, AccountSwitches switches, Channel channel, string reason, DateTimeOffset now) =>
        switches == state.Switches
            ? state
            : (state with { Switches = switches }).Tell(AccountAudit.SwitchesSet(state, switches, "system", now, reason, channel));
}
