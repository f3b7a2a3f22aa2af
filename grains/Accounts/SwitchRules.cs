using System.Collections.Immutable;
using BalanceNotifications.Contact;

namespace BalanceNotifications.Accounts;

/// <summary>Who may set a switch to what (design.md 4.8).</summary>
internal static class SwitchRules
{
    private static readonly ImmutableArray<SwitchKind> All =
        [SwitchKind.Paperless, SwitchKind.Email, SwitchKind.Text, SwitchKind.Voice];

    /// <summary>
    /// What a PUT of an account or a batch column may do: set switches at creation, later lower them; never lift
    /// <c>optedOut</c> or <c>erroredOut</c>.
    /// </summary>
    public static AccountSwitches Patch(
        AccountSwitches switches, SwitchPatch patch, bool isNew, string actor, DateTimeOffset now)
    {
        foreach (var kind in All)
        {
            if (patch[kind] is { } wanted && wanted != switches[kind].State
                && (isNew || wanted is SwitchState.OptedOut || switches[kind].State is SwitchState.OptedIn))
            {
                switches = switches.With(kind, new(wanted, null, null, now, actor));
            }
        }

        return switches;
    }

    /// <summary>
    /// The switches a change may not set: lifting takes evidence newer than what set them, so that a form signed last
    /// year does not undo this year's STOP; nor does one dated ahead, nor later when its date has come (see
    /// <see cref="ToldAhead"/>).
    /// </summary>
    public static ImmutableArray<SwitchKind> Refused(
        AccountState state, IReadOnlyList<SwitchChange> changes, DateTimeOffset now) =>
    [
        .. Refused(state.Switches, changes, now)
            .Union(Refused(state.Switches, ToldAhead.Dated(state, changes, now), now)),
    ];

    private static ImmutableArray<SwitchKind> Refused(
        AccountSwitches switches, IEnumerable<SwitchChange> changes, DateTimeOffset now) =>
    [
        .. changes
            .Where(change => change.State is SwitchState.OptedIn
                && switches[change.Switch] is { State: not SwitchState.OptedIn } current
                && (change.Evidence is null
                    || change.Evidence.At > now
                    || change.Evidence.At <= (current.Evidence?.At ?? current.ChangedAt ?? DateTimeOffset.MinValue)))
            .Select(change => change.Switch),
    ];

    /// <param name="changes">Their evidence as <see cref="ToldAhead.Dated"/> dates it.</param>
    public static AccountSwitches Apply(
        AccountSwitches switches, IEnumerable<SwitchChange> changes, string actor, DateTimeOffset now) =>
        changes.Aggregate(switches, (current, change) => current.With(
            change.Switch,
            new(change.State, change.Reason, Newest(current[change.Switch], change), now, actor)));

    // Said again with older evidence, it stands as firmly as before.
    private static Evidence? Newest(SwitchSetting current, SwitchChange change) =>
        current.State == change.State && current.Evidence is { } held
        && (change.Evidence is not { } told || held.At > told.At)
            ? held
            : change.Evidence;

    /// <summary>What a provider reports as the recipient's own STOP. Only newer evidence lifts it.</summary>
    public static AccountSwitches OptOut(AccountSwitches switches, Channel channel, string reason, DateTimeOffset now) =>
        switches.With(KindOf(channel), new(SwitchState.OptedOut, reason, null, now, "system"));

    /// <summary>What a complaint says of the channel that it came on.</summary>
    public static AccountSwitches Complain(
        AccountSwitches switches, Channel channel, Evidence evidence, DateTimeOffset now) =>
        switches.With(KindOf(channel), new(SwitchState.OptedOut, evidence.Wording, evidence, now, "system"));

    /// <summary>
    /// A permanent bounce ends that channel and no other. It leaves <c>optedOut</c> alone: a new address would lift
    /// the error, and the guarantor's refusal with it.
    /// </summary>
    public static AccountSwitches ErrorOut(AccountSwitches switches, Channel channel, string reason, DateTimeOffset now) =>
        switches[KindOf(channel)].State is SwitchState.OptedIn
            ? switches.With(KindOf(channel), new(SwitchState.ErroredOut, reason, null, now, "system"))
            : switches;

    /// <summary>
    /// An edit of the address that a channel uses lifts its <c>erroredOut</c>, and only that (V75).
    /// </summary>
    public static AccountSwitches LiftErrors(
        AccountSwitches switches, AccountDetails before, AccountDetails after, string actor, DateTimeOffset now)
    {
        var touched = All.Where(kind => ChannelOf(kind) is { } channel
            && ContactAddress.Of(before, channel) != ContactAddress.Of(after, channel));
        foreach (var kind in touched)
        {
            if (switches[kind].State is SwitchState.ErroredOut)
            {
                switches = switches.With(kind, new(SwitchState.OptedIn, "address changed", null, now, actor));
            }
        }

        return switches;
    }

    /// <summary>Null for paperless, which is no way to reach anybody.</summary>
    public static Channel? ChannelOf(SwitchKind kind) => kind switch
    {
        SwitchKind.Paperless => null,
        SwitchKind.Email => Channel.Email,
        SwitchKind.Text => Channel.Text,
        SwitchKind.Voice => Channel.Voice,
    };

    public static SwitchKind KindOf(Channel channel) => channel switch
    {
        Channel.Email => SwitchKind.Email,
        Channel.Text => SwitchKind.Text,
        Channel.Voice => SwitchKind.Voice,
    };
}
