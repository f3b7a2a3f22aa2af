using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>What a provider's later word makes of the account: of the notification, and of a switch. Pure.</summary>
internal static class DeliveryReports
{
    private const string Actor = "provider";

    /// <summary>The same state when the report says nothing new.</summary>
    /// <param name="told">The notification as the state or the history has it.</param>
    /// <param name="ofAddress">
    /// It went to the address that the account has now (see <see cref="WrittenAddress"/>): what bounced or was complained
    /// about before an address was mended says nothing about the new one. A complaint and an opt-out end the one that was
    /// written to all the same.
    /// </param>
    public static AccountState Apply(
        AccountState state, PlannedNotification told, DeliveryReport report, PracticeSettings practice, DateTimeOffset now,
        bool ofAddress)
    {
        if (report.Fate is ReportedFate.Complained)
        {
            return ofAddress
                ? ProviderVerdict.Complain(state, told.Channel, report, now)
                : ProviderVerdict.EndWritten(state, told, report, now);
        }

        if (ReportRules.After(told, report, now) is not { } after)
        {
            return state;
        }

        var changed = after.IsOpen && !MayGoAgain(state, after, practice) ? ReportRules.GiveUp(told, report) : after;
        var recorded = Bring(state, told).Replace(changed, Actor, now);
        if (told.Test)
        {
            return recorded;
        }

        var judged =
            ofAddress ? ProviderVerdict.Apply(recorded, changed, Verdict(report), now)
            : report.Fate is ReportedFate.OptedOut ? ProviderVerdict.EndWritten(recorded, told, report, now)
            : recorded;
        if (changed.Status is not (NotificationStatus.Sent or NotificationStatus.Delivered))
        {
            return judged.GoOn(changed, practice, now);
        }

        // It is a later success only where the success itself is new (V73).
        return told.Status is NotificationStatus.Sent
            ? judged
            : judged.Resolve(Actor, now).NeedNoFallback(changed, Actor, now);
    }

    // What it was decided on may be withdrawn or forgotten by now, and stands in another account after a merge. And one
    // that would only expire is to show why it did not arrive, at once, so that another channel can follow.
    private static bool MayGoAgain(AccountState state, PlannedNotification after, PracticeSettings practice) =>
        state.MergedInto is null
        && state.Statements.Any(statement => statement.Id == after.StatementId && !statement.Withdrawn)
        && !IsTooLate(after, FallbackChain.HoursOf(state, practice));

    private static bool IsTooLate(PlannedNotification after, ContactHours hours) =>
        hours.FirstAllowed(after.NextAt) is not { } next
        || after.UselessFrom <= next
        || WaitingTime.IsOver(after, hours, next);

    // Back into the state, from the list of errors or from history, so that its change is told like any other.
    public static AccountState Bring(AccountState state, PlannedNotification told) =>
        state.Notifications.Any(notification => notification.Id == told.Id)
            ? state
            : state with
            {
                Notifications = state.Notifications.Add(told),
                Errors = state.Errors.RemoveAll(error => error.Id == told.Id),
            };

    private static DeliveryResult Verdict(DeliveryReport report) => report.Fate switch
    {
        ReportedFate.OptedOut => Rejection(report, RejectionCause.OptedOut),
        ReportedFate.BadAddress => Rejection(report, RejectionCause.Recipient),
        ReportedFate.ContentRefused => Rejection(report, RejectionCause.Content),
        ReportedFate.SenderFault => Rejection(report, RejectionCause.Sender),
        ReportedFate.Taken or ReportedFate.Delivered => new DeliveryResult.Accepted(report.ProviderId, report.Segments),
        _ => new DeliveryResult.Deferred(report.Reason ?? ""),
    };

    private static DeliveryResult.Rejected Rejection(DeliveryReport report, RejectionCause cause) =>
        new(report.Reason ?? "", cause);
}
