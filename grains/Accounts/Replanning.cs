using System.Collections.Immutable;
using BalanceNotifications.Audit;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Moves open cadences of older revisions to a newer one. What left, is leaving or has ended is never planned again.
/// Pure: a dry run and the real one are the same function.
/// </summary>
internal static class Replanning
{
    // A cancelled notification is made again under its id when a later revision moves its rule back; history takes a
    // row only if its sequence is higher, and nothing goes through as many steps as this.
    private const int StepsOfOneRevision = 1000;

    public static (AccountState State, ReplanCount Count) Apply(
        AccountState state, ReplanRequest request, DateTimeOffset now)
    {
        var count = ReplanCount.Zero;
        var former = state.Statements.Where(statement => IsOpen(state, statement, request.Profile))
            .Min(statement => statement.Plan?.Revision);
        foreach (var statement in state.Statements.Where(statement => IsOpen(state, statement, request.Profile)))
        {
            (state, var moved) = Apply(state, statement, request, now);
            count += moved;
        }

        return count == ReplanCount.Zero ? (state, count) : (
            state.Tell(new AuditEntry(
                Guid.CreateVersion7(now), now, request.Actor, "cadence.replanned", state.Number!,
                Database.ToJson(new
                {
                    profile = request.Profile.Id,
                    request.Profile.Revision,
                    count.Kept,
                    count.Moved,
                    count.Added,
                    count.Cancelled,
                    changed = new { revision = AccountAudit.FromTo(former, request.Profile.Revision) },
                }))),
            count with { Accounts = 1 });
    }

    private static bool IsOpen(AccountState state, AccountStatement statement, ApprovedProfile profile) =>
        !statement.Withdrawn
        && statement.Plan is { } plan && plan.Profile == profile.Id && plan.Revision < profile.Revision
        && Unsent(state, statement, profile).Any();

    private static IEnumerable<PlannedNotification> Unsent(
        AccountState state, AccountStatement statement, ApprovedProfile profile) => state.Notifications.Where(n =>
            n.IsUnsent && n.StatementId == statement.Id && n.Profile == profile.Id && n.Fallback?.Of is null);

    private static (AccountState State, ReplanCount Count) Apply(
        AccountState state, AccountStatement statement, ReplanRequest request, DateTimeOffset now)
    {
        var planned = Plan(state, statement, request, now);
        var unsent = Unsent(state, statement, request.Profile).ToArray();
        var spoken = statement.Plan!.Rules.Except(unsent.Select(notification => notification.Rule)).ToHashSet(StringComparer.Ordinal);
        var count = ReplanCount.Zero with { Notifications = unsent.Length };
        foreach (var old in unsent)
        {
            var fresh = planned.FirstOrDefault(notification => notification.Rule == old.Rule);
            (state, var one) = Move(state, old, fresh, request, now);
            count += one;
        }

        var additions = new ReplanAdditions(request, statement.Plan.Revision);
        var oldRules = unsent.Select(notification => notification.Rule).ToHashSet(StringComparer.Ordinal);
        var added = planned
            .Where(notification => !spoken.Contains(notification.Rule) && !oldRules.Contains(notification.Rule)
                && (additions.IsNew(notification) || TakesPlace(notification, unsent, planned))
                && !additions.HasSpoken(notification, spoken))
            .ToImmutableArray();
        state = added.Aggregate(state, (current, notification) => Make(current, notification, request, now));
        var plan = statement.Plan with
        {
            Revision = request.Profile.Revision,
            Rules = [.. statement.Plan.Rules.Union(planned.Select(notification => notification.Rule))],
        };
        return (
            state with
            {
                Statements = [.. state.Statements.Select(s => s.Id == statement.Id ? s with { Plan = plan } : s)],
            },
            count with { Added = added.Length });
    }

    private static (AccountState State, ReplanCount Count) Move(
        AccountState state, PlannedNotification old, PlannedNotification? fresh, ReplanRequest request, DateTimeOffset now)
    {
        if (fresh is null || fresh.Id != old.Id)
        {
            var cancelled = state.Replace(
                old.Become(NotificationStatus.Cancelled, Reason.Replanned) with { RetryAt = null }, request.Actor, now);
            return fresh is null
                ? (cancelled, ReplanCount.Zero with { Cancelled = 1 })
                : (Make(cancelled, fresh, request, now), ReplanCount.Zero with { Moved = 1 });
        }

        return IsSame(old, fresh)
            ? (state, ReplanCount.Zero with { Kept = 1 })
            : (state.Replace(Reworded(old, fresh), request.Actor, now), ReplanCount.Zero with { Moved = 1 });
    }

    // What has expired already would only end as that.
    private static ImmutableArray<PlannedNotification> Plan(
        AccountState state, AccountStatement statement, ReplanRequest request, DateTimeOffset now)
    {
        var asked = StatementPosting.RequestOf(
            state, request.Key, statement, request.Practice, request.Profile, now);
        var level = Math.Clamp(statement.Plan!.Level, 1, request.Profile.Profile.DunningLevels);
        var zones = RecipientZones.Of(state.Details, request.Practice.Settings.TimeZone);
        var hours = new ContactHours(request.Practice.Settings.ContactHours, zones.All);
        return
        [
            .. CadencePlanner.Plan(asked with { DunningCount = level }).Notifications.Where(notification =>
                !(notification.UselessFrom <= now)
                && !WaitingTime.IsOver(notification, hours, now)),
        ];
    }

    // What the old revision had and did not plan was not for this guarantor, unless it says what another now does not.
    private static bool TakesPlace(
        PlannedNotification fresh, IEnumerable<PlannedNotification> unsent, ImmutableArray<PlannedNotification> planned) =>
        unsent.Any(old => old.Channel == fresh.Channel && planned.All(notification => notification.Rule != old.Rule));

    private static AccountState Make(
        AccountState state, PlannedNotification fresh, ReplanRequest request, DateTimeOffset now)
    {
        var made = fresh with { Sequence = (request.Profile.Revision * StepsOfOneRevision) + 1 };
        return state.Notifications.Any(notification => notification.Id == made.Id)
            ? state.Replace(made, request.Actor, now)
            : state.Add([made], request.Actor, now);
    }

    private static bool IsSame(PlannedNotification old, PlannedNotification fresh) =>
        old == Reworded(old, fresh) with { Sequence = old.Sequence, ProfileRevision = old.ProfileRevision };

    private static PlannedNotification Reworded(PlannedNotification old, PlannedNotification fresh) =>
        old.Become(old.Status, old.Reason) with
        {
            ProfileRevision = fresh.ProfileRevision,
            Level = fresh.Level,
            Purpose = fresh.Purpose,
            Template = fresh.Template,
            TemplateRevision = fresh.TemplateRevision,
            MinimumBalance = fresh.MinimumBalance,
            DueAt = fresh.DueAt,
            UselessFrom = fresh.UselessFrom,
            ExpiresAfterHours = fresh.ExpiresAfterHours,
        };
}

/// <param name="Profile">The revision to move to.</param>
/// <param name="Former">The revisions before it.</param>
internal sealed record ReplanRequest(
    AccountKey Key, Practice Practice, ApprovedProfile Profile, IReadOnlyList<ApprovedProfile> Former, string Actor);
