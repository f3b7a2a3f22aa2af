namespace BalanceNotifications.Outcomes;

/// <summary>What outcomes are told apart by.</summary>
public enum OutcomeGrouping
{
    /// <summary>All of the practice in one.</summary>
    Practice,
    Profile,

    /// <summary>A rule of a profile, over the profile's revisions.</summary>
    Rule,

    /// <summary>One revision of a template.</summary>
    Template,
    Channel,
}

/// <summary>What became of the notifications of one group (decision 0047).</summary>
/// <param name="Planned">All of the group, but for tests.</param>
/// <param name="Sent">That a provider took.</param>
/// <param name="Delivered">That a provider said arrived; not every provider says it.</param>
/// <param name="Opened">Whose payment link a person opened.</param>
/// <param name="DaysToPay">Of those after which somebody paid within 30 days; null without any.</param>
public sealed record Outcome(
    OutcomeGroup Group, long Planned, long Sent, long Delivered, long Opened, PaidWithin Paid, CollectedWithin Collected,
    DaysToPay? DaysToPay, SentVolume Volume)
{
    /// <summary>Of a practice that planned nothing.</summary>
    public static Outcome None { get; } = new(
        new(null, null, null, null, null, null), 0, 0, 0, 0, new(0, 0, 0), new(0, 0, 0), null, new(0, 0, 0, 0));
}

/// <summary>What the group has in common; null for whatever it is not told apart by.</summary>
/// <param name="Profile">Null also of what was sent on demand.</param>
/// <param name="Label">The profile's name, or the template's label; null where there is none.</param>
public sealed record OutcomeGroup(
    Guid? Profile, string? Rule, Guid? Template, int? TemplateRevision, Channel? Channel, string? Label);

/// <summary>After how many of them a payment came within so many days.</summary>
public sealed record PaidWithin(long ThreeDays, long SevenDays, long ThirtyDays);

/// <summary>How much came, of the payments that are theirs.</summary>
public sealed record CollectedWithin(decimal ThreeDays, decimal SevenDays, decimal ThirtyDays);

/// <summary>From going out to the first payment, in days and parts of them.</summary>
public sealed record DaysToPay(decimal Mean, decimal Median);
