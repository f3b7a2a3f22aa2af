using BalanceNotifications.Practices;

namespace BalanceNotifications.Outcomes;

/// <summary>What came of the notifications planned in a span of time, group by group (decision 0047).</summary>
public sealed record OutcomesResponse(
    OutcomeGrouping By, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<OutcomeResponse> Items);

/// <summary>One group. Amounts are in the practice's currency.</summary>
/// <param name="Profile">Null where the groups are not told apart by it, and of what was sent on demand; so are rule,
/// template and channel.</param>
/// <param name="Label">The profile's name, or the template's label.</param>
/// <param name="Planned">All of them, but for tests.</param>
/// <param name="Opened">Whose payment link a person opened.</param>
/// <param name="PaidIn3Days">After how many somebody paid within three days of their going out.</param>
/// <param name="CollectedIn3Days">How much was paid so. Each payment counts for the last notification before it.</param>
/// <param name="MeanDaysToPay">From going out to the first payment within 30 days; null without one.</param>
/// <param name="Cost">Of e-mails, segments and begun minutes.</param>
/// <param name="PostageSaved">A letter for each that went out, less <paramref name="Cost"/>.</param>
/// <param name="CostPerCollectedDollar">Cost by what was collected in 30 days; null where nothing was.</param>
public sealed record OutcomeResponse(
    Guid? Profile,
    string? Rule,
    Guid? Template,
    int? TemplateRevision,
    Channel? Channel,
    string? Label,
    long Planned,
    long Sent,
    long Delivered,
    long Opened,
    long PaidIn3Days,
    long PaidIn7Days,
    long PaidIn30Days,
    decimal CollectedIn3Days,
    decimal CollectedIn7Days,
    decimal CollectedIn30Days,
    decimal? MeanDaysToPay,
    decimal? MedianDaysToPay,
    decimal Cost,
    decimal PostageSaved,
    decimal? CostPerCollectedDollar)
{
    internal static OutcomeResponse From(Outcome outcome, PracticeCosts costs)
    {
        var cost = OutcomeCosts.CostOf(costs, outcome.Volume);
        return new(
            outcome.Group.Profile, outcome.Group.Rule, outcome.Group.Template, outcome.Group.TemplateRevision,
            outcome.Group.Channel, outcome.Group.Label, outcome.Planned, outcome.Sent, outcome.Delivered, outcome.Opened,
            outcome.Paid.ThreeDays, outcome.Paid.SevenDays, outcome.Paid.ThirtyDays,
            outcome.Collected.ThreeDays, outcome.Collected.SevenDays, outcome.Collected.ThirtyDays,
            outcome.DaysToPay?.Mean, outcome.DaysToPay?.Median,
            cost, OutcomeCosts.PostageSavedBy(costs, outcome.Volume),
            OutcomeCosts.PerDollar(cost, outcome.Collected.ThirtyDays));
    }
}
