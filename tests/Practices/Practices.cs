using BalanceNotifications.Accounts;

namespace BalanceNotifications.Practices;

/// <summary>Settings to vary in a test.</summary>
internal static class Practices
{
    public static PracticeSettings NorthClinic => new(
        "North Clinic", "America/Chicago", "USD", "+13125550100", "https://north.example/logo.png",
        Active: true, Paused: false, PracticeMode.Live, TestRecipients: null,
        new PracticeChannels(Email: true, Text: true, Voice: false),
        new PracticeSenders(
            new EmailSender("billing@north.example", "office@north.example", "default"),
            new PhoneSender("+13125550111", MessagingServiceSid: null, "default"),
            Voice: null),
        ContactHours,
        new SwitchDefaults(
            SwitchState.OptedOut, SwitchState.OptedOut, SwitchState.OptedOut, SwitchState.OptedOut),
        Money.From(5), PaperFallbackDays: 5, MaxTextSegments: 2, new FrequencyCap(Contacts: 7, Days: 7),
        new PracticeCosts(0.85m, 0.001m, 0.0083m, 0.014m),
        new QuickPaySettings(QuickPayMode.Hosted, PortalUrl: null, LinkLifetimeDays: 30));

    public static ContactHoursSettings ContactHours =>
        new(new(8, 0), new(20, 0), [DayOfWeek.Monday, DayOfWeek.Tuesday], [new(2026, 12, 25)]);
}
