using System.Collections.Immutable;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Cadence;

/// <summary>Turns a statement into notifications. No I/O and no clock: same inputs, same plan, same ids.</summary>
public static class CadencePlanner
{
    public static CadencePlan Plan(CadenceRequest request)
    {
        if (LevelOf(request.Profile, request.DunningCount) is not { } level)
        {
            return CadencePlan.Nothing(Reason.DunningLimit);
        }

        var zones = RecipientZones.Of(request.Recipient.Details, request.Practice.TimeZone);
        var hours = new ContactHours(request.Practice.ContactHours, zones.All);
        var notifications = LevelRules.Of(request, level)
            .Select(rule => Plan(rule, level, request, zones.Primary, hours))
            .OrderBy(notification => notification.DueAt)
            .ToImmutableArray();

        return notifications.IsEmpty
            ? CadencePlan.Nothing(Reason.NoRule, level)
            : new CadencePlan(level, notifications, null);
    }

    /// <summary>The highest dunning level reached (V19); the last one repeats without a limit (V40).</summary>
    /// <returns>Null where the limit is passed and the account belongs on the pre-collections list (V41).</returns>
    public static int? LevelOf(StatementProfile profile, int dunningCount) =>
        dunningCount <= profile.DunningLevels ? dunningCount
        : profile.NoDunningLimit ? profile.DunningLevels
        : null;

    // What announces a date is no use after it: a due date, or the charge of a card (V7).
    private static DateOnly? LastUsefulDate(NotificationRule rule, DateOnly anchor, StatementFacts statement)
    {
        DateOnly? announced = rule.Send is SendWhen.Before ? anchor : null;
        return rule.Purpose is NotificationPurpose.CardCharge && statement.CardChargeDate is { } charge
            && !(announced < charge) ? charge : announced;
    }

    private static PlannedNotification Plan(
        NotificationRule rule, int level, CadenceRequest request, TimeZoneInfo zone, ContactHours hours)
    {
        var anchor = rule.Anchor switch
        {
            Anchor.StatementDate => request.Statement.StatementDate,
            Anchor.DueDate => request.Statement.DueDate,
        };
        var date = rule.Send switch
        {
            SendWhen.Before => anchor.AddDays(-rule.Days),
            SendWhen.On => anchor,
            SendWhen.After => anchor.AddDays(rule.Days),
        };
        var plannedAt = LocalTime.Resolve(date, rule.Time, zone);
        var dueAt = hours.FirstAllowed(plannedAt) ?? plannedAt;
        DateTimeOffset? uselessFrom = null;
        if (LastUsefulDate(rule, anchor, request.Statement) is { } last)
        {
            // A reminder of a coming date never arrives after it: it goes out earlier instead.
            uselessFrom = LocalTime.Resolve(last.AddDays(1), TimeOnly.MinValue, zone);
            dueAt = dueAt < uselessFrom ? dueAt : hours.LastOpeningBefore(last, zone) ?? dueAt;
        }

        return new PlannedNotification
        {
            Id = NotificationId.Of(
                request.Salt, plannedAt, request.AccountKey, request.Statement.Id, rule.Id, rule.Channel),
            StatementId = request.Statement.Id,
            Batch = request.Statement.Batch,
            Profile = request.ProfileId,
            ProfileRevision = request.ProfileRevision,
            Rule = rule.Id,
            Level = rule.Level ?? level,
            Channel = rule.Channel,
            Purpose = rule.Purpose,
            Template = rule.Template,
            TemplateRevision = request.TemplateRevisions[rule.Template],
            MinimumBalance = Money.Max(rule.MinimumBalance ?? Money.Zero, request.Profile.MinimumBalance ?? Money.Zero),
            PlannedAt = plannedAt,
            DueAt = dueAt,
            UselessFrom = uselessFrom,
            ExpiresAfterHours = rule.ExpiresAfterHours,
            Fallback = FallbackRules.ChainOf(request.Profile, rule, level, request.TemplateRevisions),
            Sequence = 1,
        };
    }
}
