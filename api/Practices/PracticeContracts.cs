using BalanceNotifications.Accounts;
using BalanceNotifications.Contact;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Practices;

/// <summary>The body of <c>PUT /v1/practices/{practice}</c>. A member left out has its default.</summary>
/// <param name="Name">Required.</param>
/// <param name="TimeZone">IANA zone; required.</param>
/// <param name="Currency">ISO 4217 code, <c>USD</c> when not said.</param>
/// <param name="MinimumBalance">0 when not said.</param>
/// <param name="PaperFallbackDays">5 when not said.</param>
/// <param name="MaxTextSegments">2 when not said.</param>
/// <param name="FrequencyCap">None when not said.</param>
/// <param name="CollectorMode">False when not said.</param>
/// <param name="OptOutOnError">False when not said: who stays undeliverable stays paperless (V81).</param>
internal sealed record SavePracticeRequest(
    string? Name,
    string? TimeZone,
    string? Currency,
    string? Phone,
    string? LogoUrl,
    bool? Active,
    bool? Paused,
    PracticeMode? Mode,
    TestRecipients? TestRecipients,
    ChannelsBody? Channels,
    SendersBody? Senders,
    ContactHoursBody? ContactHours,
    SwitchDefaultsBody? Defaults,
    decimal? MinimumBalance,
    int? PaperFallbackDays,
    int? MaxTextSegments,
    FrequencyCapBody? FrequencyCap,
    CostsBody? Costs,
    QuickPayBody? QuickPay,
    bool? CollectorMode,
    bool? OptOutOnError)
{
    private const string DefaultCurrency = "USD";
    private const int DefaultPaperFallbackDays = 5;
    private const int DefaultMaxTextSegments = 2;

    public PracticeSettings Read(FieldChecks checks) => new(
        checks.Required(Name, "name"),
        checks.Required(TimeZone, "timeZone"),
        Currency ?? DefaultCurrency,
        E164(Phone),
        LogoUrl,
        Active ?? true,
        Paused ?? false,
        Mode ?? PracticeMode.Live,
        TestRecipients is null ? null : TestRecipients with { Phone = E164(TestRecipients.Phone) },
        new(Channels?.Email ?? false, Channels?.Text ?? false, Channels?.Voice ?? false),
        (Senders ?? new(null, null, null)).Read(checks),
        (ContactHours ?? new(null, null, null, null)).Read(),
        (Defaults ?? new(null, null, null, null)).Read(),
        checks.Amount(MinimumBalance, "minimumBalance", otherwise: Money.Zero),
        PaperFallbackDays ?? DefaultPaperFallbackDays,
        MaxTextSegments ?? DefaultMaxTextSegments,
        FrequencyCap?.Read(checks),
        new(Costs?.PaperStatement ?? 0, Costs?.Email ?? 0, Costs?.TextSegment ?? 0, Costs?.VoiceMinute ?? 0),
        QuickPay?.Read())
    {
        CollectorMode = CollectorMode ?? false,
        OptOutOnError = OptOutOnError ?? false,
    };

    /// <summary>As it is stored; one that cannot exist stays as it came, for the rules to name.</summary>
    internal static string? E164(string? phone) => PhoneNumber.TryNormalise(phone, out var number) ? number : phone;
}

internal sealed record ChannelsBody(bool? Email, bool? Text, bool? Voice);

internal sealed record SendersBody(EmailSenderBody? Email, PhoneSenderBody? Text, PhoneSenderBody? Voice)
{
    private const string DefaultProvider = "default";

    public PracticeSenders Read(FieldChecks checks) => new(
        Email is null
            ? null
            : new(
                checks.Required(Email.From, "senders.email.from"), Email.ReplyTo, Email.Provider ?? DefaultProvider,
                Email.Active ?? true),
        Phone(Text),
        Phone(Voice));

    private static PhoneSender? Phone(PhoneSenderBody? sender) => sender is null
        ? null
        : new(SavePracticeRequest.E164(sender.From), sender.MessagingServiceSid, sender.Provider ?? DefaultProvider,
            sender.Active ?? true)
        {
            SpokenName = sender.SpokenName,
            AskFor = sender.AskFor,
        };
}

/// <param name="Active">True when not said (V32).</param>
internal sealed record EmailSenderBody(string? From, string? ReplyTo, string? Provider, bool? Active);

/// <param name="Active">True when not said (V32).</param>
/// <param name="SpokenName">Of calls alone: what they say they are from; the practice's name when not said.</param>
/// <param name="AskFor">Of calls alone: whom a message on a machine asks to call back for; nobody by name when not said.</param>
internal sealed record PhoneSenderBody(
    string? From, string? MessagingServiceSid, string? Provider, bool? Active, string? SpokenName, string? AskFor);

/// <param name="Opens"><c>08:00</c> when not said.</param>
/// <param name="Closes"><c>20:00</c> when not said.</param>
/// <param name="Days">Monday to Saturday when not said.</param>
internal sealed record ContactHoursBody(
    TimeOnly? Opens, TimeOnly? Closes, IReadOnlyList<DayOfWeek>? Days, IReadOnlyList<DateOnly>? Holidays)
{
    private static readonly TimeOnly DefaultOpens = new(8, 0);
    private static readonly TimeOnly DefaultCloses = new(20, 0);

    private static readonly IReadOnlyList<DayOfWeek> DefaultDays =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday,
        DayOfWeek.Saturday,
    ];

    public ContactHoursSettings Read() =>
        new(Opens ?? DefaultOpens, Closes ?? DefaultCloses, Days ?? DefaultDays, Holidays ?? []);
}

/// <summary>Unset means opted out, for all four.</summary>
internal sealed record SwitchDefaultsBody(
    SwitchState? Paperless, SwitchState? Email, SwitchState? Text, SwitchState? Voice)
{
    public SwitchDefaults Read() => new(
        Paperless ?? SwitchState.OptedOut,
        Email ?? SwitchState.OptedOut,
        Text ?? SwitchState.OptedOut,
        Voice ?? SwitchState.OptedOut);
}

internal sealed record FrequencyCapBody(int? Contacts, int? Days)
{
    public FrequencyCap Read(FieldChecks checks) => new(
        checks.Required(Contacts, "frequencyCap.contacts"), checks.Required(Days, "frequencyCap.days"));
}

/// <summary>In the practice's currency, with as many decimals as a price needs; 0 when not said.</summary>
internal sealed record CostsBody(decimal? PaperStatement, decimal? Email, decimal? TextSegment, decimal? VoiceMinute);

/// <param name="Mode"><c>hosted</c> when not said.</param>
/// <param name="LinkLifetimeDays">30 when not said.</param>
internal sealed record QuickPayBody(QuickPayMode? Mode, string? PortalUrl, int? LinkLifetimeDays)
{
    public QuickPaySettings Read() => new(
        Mode ?? QuickPayMode.Hosted, PortalUrl, LinkLifetimeDays ?? QuickPaySettings.DefaultLinkLifetimeDays);
}
