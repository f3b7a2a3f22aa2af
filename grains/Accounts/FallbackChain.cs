using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Accounts;

/// <summary>
/// What a failed notification makes of its account: the next channel of its rule, in the same write, or paper. The tick,
/// a provider's report and a simulation follow this one rule (decision 0034). Pure.
/// </summary>
internal static class FallbackChain
{
    private const string Actor = "system";

    /// <summary>
    /// Goes on where <paramref name="ended"/> failed, and does nothing where it did not. What follows is handed on, so a
    /// second failure of the same notification plans nothing.
    /// </summary>
    /// <param name="ended">As the state has it.</param>
    public static AccountState GoOn(
        this AccountState state, PlannedNotification ended, PracticeSettings practice, DateTimeOffset now)
    {
        if (!FallbackRules.Fails(ended) || !IsAsked(state, ended))
        {
            return state;
        }

        var chain = ended.Fallback?.Next ?? [];
        var current = chain.IsEmpty ? state : state.Exchange(FallbackRules.HandOn(ended));
        var dueAt = HoursOf(state, practice).FirstAllowed(now) ?? now;
        for (var index = 0; index < chain.Length; index++)
        {
            if (chain[index].Step.ChannelOf() is not { } channel)
            {
                return current.EndOnPaper(ended, now);
            }

            var next = FallbackRules.Take(ended, index, dueAt);
            var skipped = chain[index].Template is null ? Reason.NoTemplate
                : practice.Channels[channel] ? null
                : Reason.ChannelOff;
            if (skipped is null)
            {
                return current.Add([next], Actor, now).Recount().ConsiderPaper(ended, isLast: false, practice, now);
            }

            // Passed over where everybody can see it.
            current = current.Add([FallbackRules.HandOn(next) with
            {
                Status = NotificationStatus.WillNotSend,
                Reason = skipped,
            }], Actor, now);
        }

        return current.Recount().ConsiderPaper(ended, isLast: true, practice, now);
    }

    /// <summary>What GoOn would do next with it: a channel, paper, or null for nothing.</summary>
    public static FallbackStep? StepAfter(AccountState state, PlannedNotification ended, PracticeSettings practice)
    {
        if (!FallbackRules.Fails(ended) || !IsAsked(state, ended))
        {
            return null;
        }

        foreach (var target in ended.Fallback?.Next ?? [])
        {
            if (target.Step.ChannelOf() is not { } channel || (target.Template is not null && practice.Channels[channel]))
            {
                return target.Step;
            }
        }

        return null;
    }

    /// <summary>It arrived after all: what was planned in its place is not needed.</summary>
    public static AccountState NeedNoFallback(
        this AccountState state, PlannedNotification arrived, string actor, DateTimeOffset now) => state.EndUnsent(
            notification => notification.Fallback?.Of == arrived.Id,
            NotificationStatus.Cancelled, Reason.Reached, actor, now);

    private static bool IsAsked(AccountState state, PlannedNotification ended) => state.Statements.Any(statement =>
        statement.Id == ended.StatementId && PaperFallback.Asks(state, statement));

    private static AccountState Exchange(this AccountState state, PlannedNotification changed)
    {
        var index = state.Notifications.FindIndex(notification => notification.Id == changed.Id);
        return state with { Notifications = state.Notifications.SetItem(index, changed) };
    }

    /// <summary>When the guarantor may be contacted.</summary>
    public static ContactHours HoursOf(AccountState state, PracticeSettings practice) =>
        new(practice.ContactHours, RecipientZones.Of(state.Details, practice.TimeZone).All);
}
