using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Fixtures;

/// <summary>An invented practice as the rules see it; a test changes what it is about.</summary>
internal static class NorthClinic
{
    public static readonly Guid Template = new("01990000-0000-7000-8000-000000000001");
    public static readonly Guid ProfileId = new("01990000-0000-7000-8000-000000000002");
    public static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
    public static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    public static PracticeSenders Senders { get; } = new(
        new EmailSender("billing@north.example", null, "default"), new PhoneSender("+13125550111", null, "default"),
        new PhoneSender("+13125550112", null, "default"));

    public static PracticeSettings Settings { get; } = new(
        "North Clinic", "America/Chicago", "USD", "+13125550100", null, Active: true, Paused: false, PracticeMode.Live,
        null, new(true, true, true), Senders, new(new(8, 0), new(20, 0), Enum.GetValues<DayOfWeek>(), []),
        new(SwitchState.OptedOut, SwitchState.OptedOut, SwitchState.OptedOut, SwitchState.OptedOut), Money.Zero, 5, 2,
        null, new(0, 0, 0, 0), null);

    public static AccountDetails Guarantor { get; } = new("Ada", "Example", TimeZone: "America/Chicago");

    public static NotificationRule Rule { get; } = new(
        "first", null, Channel.Email, SendWhen.On, Anchor.StatementDate, 0, new(9, 0), Template,
        NotificationPurpose.Statement, Audience.Everyone, null, 24, []);

    public static CadenceRequest Request(params NotificationRule[] rules) => new(
        Salt, "k", Settings, ProfileId, 1, Profile(rules), new Dictionary<Guid, int> { [Template] = 3 },
        new("s-1", new(2026, 11, 23), new(2026, 12, 14), null), new(Guarantor, Paperless: true), DunningCount: 1);

    public static StatementProfile Profile(params NotificationRule[] rules) =>
        new("Standard", ProfileUse.Statements, true, 21, 28, 3, false, null, null, rules);

    public static PlannedNotification Planned() => CadencePlanner.Plan(Request(Rule)).Notifications.Single();
}
