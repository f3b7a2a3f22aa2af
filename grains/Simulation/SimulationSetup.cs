using BalanceNotifications.Cadence;
using BalanceNotifications.Practices;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Simulation;

/// <summary>What all accounts of a simulation have in common.</summary>
/// <param name="Templates">By id and revision: those of the profile, and of what the accounts have planned already.</param>
internal sealed record SimulationSetup(
    Practice Practice,
    ApprovedProfile Profile,
    IReadOnlyDictionary<(Guid Id, int Revision), SendingTemplate> Templates,
    DateOnly From,
    int Days,
    PaymentAssumption? Payments)
{
    // A practice-management system tells us in the night; payments come in the day.
    private static readonly TimeOnly StatementTime = new(3, 0);
    private static readonly TimeOnly PaymentTime = new(12, 0);

    private readonly TimeZoneInfo _zone = ZoneId.Find(Practice.Settings.TimeZone);

    /// <summary>Of the profile, and of the installation.</summary>
    public PausesInForce Pauses { get; init; } = new(Installation: null, Profile: null);

    public DateTimeOffset Start => LocalTime.Resolve(From, TimeOnly.MinValue, _zone);

    public DateTimeOffset End => LocalTime.Resolve(From.AddDays(Days), TimeOnly.MinValue, _zone);

    public int CycleDays => Profile.Profile.CycleDays;

    /// <summary>Null when it is gone from storage, which no rule of ours allows.</summary>
    public SendingTemplate? TemplateOf(PlannedNotification notification) => notification.OnDemand?.Words is { } words
        ? new SendingTemplate(notification.Template, notification.TemplateRevision, CompiledTemplate.Of(words), true)
        : Templates.GetValueOrDefault((notification.Template, notification.TemplateRevision));

    public DateTimeOffset StatementAt(DateOnly date) => LocalTime.Resolve(date, StatementTime, _zone);

    public DateTimeOffset PaymentAt(DateOnly date) => LocalTime.Resolve(date, PaymentTime, _zone);
}
