using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>What a key that was pressed in a call makes of the account. Pure; pressed again it changes nothing.</summary>
internal static class CallKeys
{
    private const string Actor = "guarantor";
    private const string Source = "call";

    // Consent that is taken back is taken back for both (47 CFR 64.1200(a)(10)), as in what guarantors text back.
    private static readonly ImmutableArray<Channel> Ended = [Channel.Text, Channel.Voice];

    /// <summary>Whether somebody has confirmed to be the one who is meant.</summary>
    public static bool IsConfirmed(PlannedNotification told) => told.Status is NotificationStatus.Delivered;

    /// <param name="told">The notification as the state or the history has it.</param>
    /// <param name="holds">What it was placed for still stands.</param>
    public static AccountState Apply(
        AccountState state, PlannedNotification told, CallKey key, bool holds, PracticeSettings practice,
        DateTimeOffset now) =>
        key.Meaning switch
        {
            CallKeyMeaning.Confirms => Confirm(state, told, key, holds, practice, now),
            CallKeyMeaning.OptsOut => OptOut(state, told, key, now),
        };

    private static AccountState Confirm(
        AccountState state, PlannedNotification told, CallKey key, bool holds, PracticeSettings practice,
        DateTimeOffset now)
    {
        var heard = holds
            ? DeliveryReports.Apply(
                state, told, new(told.Id, ReportedFate.Delivered, null, key.At, key.CallId), practice, now,
                ofAddress: false) // nothing that arrived ends an address
            : Remark(state, told, Reason.NothingToSay, now);
        // In test mode it was one of the practice's own people who spoke.
        return !told.Test
            && ContactLog.Spoken(heard.Contacts, told.Id, now) is var contacts && contacts != heard.Contacts
                ? heard with { Contacts = contacts }
                : heard;
    }

    /// <summary>
    /// What the key says of the number, for the account that is left after a merge. Empty where it says nothing: another
    /// key, or one that somebody of the practice pressed in a test.
    /// </summary>
    /// <param name="salt">The practice's.</param>
    public static ImmutableArray<Unsubscription> OptsOut(
        PlannedNotification told, CallKey key, byte[] salt, DateTimeOffset now) =>
        key.Meaning is CallKeyMeaning.OptsOut && !told.Test && PhoneNumber.TryNormalise(key.Called, out var called)
            ? [.. Ended.Select(channel => new Unsubscription(
                channel, AddressHash.Of(salt, channel, called), EvidenceOf(key, now)))]
            : [];

    // Of the number that was called, whoever it belongs to, and of the account while that is still its number. Of one that is
    // merged away, or is just being, the number alone: the switch is that of the account that is left.
    private static AccountState OptOut(
        AccountState state, PlannedNotification told, CallKey key, DateTimeOffset now)
    {
        var evidence = EvidenceOf(key, now);
        if (told.Test || !PhoneNumber.TryNormalise(key.Called, out var called)
            || state.Switches.Voice.Evidence?.Wording == evidence.Wording)
        {
            return state;
        }

        var remarked = Remark(state, told, Reason.OptedOut, now)
            .Tell([.. Ended.Select(channel =>
                new AddressNotice(channel, called, OptsOut: true, now, Source, evidence.Wording))]);
        Channel[] used = [.. Ended.Where(channel => ContactAddress.Of(state.Details, channel) == called)];
        if (state.TakenOverBy is not null || used.Length == 0)
        {
            return remarked;
        }

        var setting = new SwitchSetting(SwitchState.OptedOut, Reason.OptedOut, evidence, now, Actor);
        var switches = used.Aggregate(
            state.Switches, (current, channel) => current.With(SwitchRules.KindOf(channel), setting));
        return (remarked with { Switches = switches, ClientRevision = state.ClientRevision + 1 })
            .Tell(AccountAudit.SwitchesSet(state, switches, Actor, now));
    }

    private static Evidence EvidenceOf(CallKey key, DateTimeOffset now) =>
        new(now, Source, $"pressed 9 in call {key.CallId}");

    // What a call came to whose message nobody heard.
    private static AccountState Remark(
        AccountState state, PlannedNotification told, string reason, DateTimeOffset now) =>
        told.Status is NotificationStatus.Sent && told.Reason != reason
            ? DeliveryReports.Bring(state, told).Replace(told.Become(NotificationStatus.Sent, reason), Actor, now)
            : state;
}
