using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;

namespace BalanceNotifications.Practices;

/// <summary>Everything a practice sets up about itself: the body of <c>PUT /v1/practices/{practice}</c>.</summary>
/// <param name="Name">What messages call it. Beware a name that reveals a condition.</param>
/// <param name="TimeZone">IANA zone, used for an account whose own zone cannot be told.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Phone">E.164 call-back number; null when there is none.</param>
/// <param name="Active">False ends: what is due will not send, reason <c>practiceInactive</c>.</param>
/// <param name="Paused">True defers everything until it is taken off.</param>
/// <param name="MinimumBalance">Below this no notification is sent; a profile or rule may ask for more (V63).</param>
/// <param name="PaperFallbackDays">Days an undeliverable e-mail stands before paper is due (V82), 0 to 60.</param>
/// <param name="MaxTextSegments">The most segments a text template may need, 1 to 10.</param>
public sealed record PracticeSettings(
    string Name,
    string TimeZone,
    string Currency,
    string? Phone,
    string? LogoUrl,
    bool Active,
    bool Paused,
    PracticeMode Mode,
    TestRecipients? TestRecipients,
    PracticeChannels Channels,
    PracticeSenders Senders,
    ContactHoursSettings ContactHours,
    SwitchDefaults Defaults,
    Money MinimumBalance,
    int PaperFallbackDays,
    int MaxTextSegments,
    FrequencyCap? FrequencyCap,
    PracticeCosts Costs,
    QuickPaySettings? QuickPay)
{
    /// <summary>Who paused it, since when and why; null while it is not paused.</summary>
    public Pause? Pause { get; init; }

    /// <summary>
    /// The practice collects debts in default for others and is bound by Regulation F (12 CFR 1006): an opt-out notice
    /// in every message, at most seven calls in seven days and none for seven after a conversation, 08:00 to 21:00 without exception.
    /// </summary>
    public bool CollectorMode { get; init; }

    /// <summary>
    /// Whether a paperless guarantor whose e-mail stays undeliverable until her statement is on the paper list leaves
    /// paperless with that (V81), so that the next statements go out on paper by the practice's own rules.
    /// </summary>
    public bool OptOutOnError { get; init; }

    /// <param name="pause">Null to go on.</param>
    public PracticeSettings With(Pause? pause) => this with { Paused = pause is not null, Pause = pause };
}

public enum PracticeMode
{
    Live,

    /// <summary>Everything goes to the test recipients.</summary>
    Test,
}

public sealed record TestRecipients(string? Email, string? Phone);

/// <summary>The add-on, per channel (V1). A channel that is off will not send.</summary>
public sealed record PracticeChannels(bool Email, bool Text, bool Voice)
{
    public bool this[Channel channel] => channel switch
    {
        Channel.Email => Email,
        Channel.Text => Text,
        Channel.Voice => Voice,
    };
}

/// <summary>Who messages come from; null where the practice has no such sender.</summary>
public sealed record PracticeSenders(EmailSender? Email, PhoneSender? Text, PhoneSender? Voice)
{
    /// <summary>Null for e-mail, and where the practice has none.</summary>
    public PhoneSender? PhoneOf(Channel channel) => channel switch
    {
        Channel.Email => null,
        Channel.Text => Text,
        Channel.Voice => Voice,
    };

    /// <summary>Whether there is a sender for the channel, and it is in use (V32).</summary>
    public bool Sends(Channel channel) => channel switch
    {
        Channel.Email => Email is { Active: true },
        Channel.Text => Text is { Active: true },
        Channel.Voice => Voice is { Active: true },
    };
}

/// <param name="Provider">Name of a relay under <c>Delivery:Email:Relays</c>, <c>default</c> when not said.</param>
/// <param name="Active">False takes it out of use: what is due will not send, reason <c>senderInactive</c>.</param>
public sealed record EmailSender(string From, string? ReplyTo, string Provider, bool Active = true);

/// <param name="From">E.164; null when a messaging service is named.</param>
/// <param name="Provider">Name of an account under <c>Delivery:Twilio:Accounts</c>, <c>default</c> when not said.</param>
/// <param name="Active">False takes it out of use: what is due will not send, reason <c>senderInactive</c>.</param>
public sealed record PhoneSender(string? From, string? MessagingServiceSid, string Provider, bool Active = true)
{
    /// <summary>
    /// What a call says it is from, where the practice's name would reveal too much; null for that name. Null for texts.
    /// </summary>
    public string? SpokenName { get; init; }

    /// <summary>Whom a message on an answering machine asks to call back for (12 CFR 1006.2(j)); null for nobody by name.</summary>
    public string? AskFor { get; init; }

    private const string ServicePrefix = "MG";

    /// <summary>Provider and sender in one: what an attempt went out through, whatever the practice says later.</summary>
    public string Key => $"{Provider} {From ?? MessagingServiceSid}";

    /// <summary>A key taken apart. The number is null where a messaging service picks it; all of it for no key.</summary>
    public static (string Provider, string? From)? Read(string? key) => key?.Split(' ') is not [var provider, var sender]
        ? null
        : (provider, sender.StartsWith(ServicePrefix, StringComparison.Ordinal) ? null : sender);
}

/// <summary>When guarantors may be contacted, in their own time.</summary>
/// <param name="Opens">Inclusive; not before 08:00.</param>
/// <param name="Closes">Exclusive; not after 21:00.</param>
/// <param name="Days">Weekdays on which contact is allowed; at least one.</param>
/// <param name="Holidays">Dates on which it is not.</param>
public sealed record ContactHoursSettings(
    TimeOnly Opens, TimeOnly Closes, IReadOnlyList<DayOfWeek> Days, IReadOnlyList<DateOnly> Holidays)
{
    /// <summary>All that no rule forbids: 08:00 to 21:00 on any day (12 CFR 1006.6(b)(1), 47 CFR 64.1200(c)(1)).</summary>
    public static ContactHoursSettings Widest { get; } =
        new(ZoneHours.Earliest, ZoneHours.Latest, Enum.GetValues<DayOfWeek>(), []);
}

/// <summary>Where the switches of a new account stand. Unset means opted out, for all four.</summary>
public sealed record SwitchDefaults(SwitchState Paperless, SwitchState Email, SwitchState Text, SwitchState Voice);

/// <summary>The most contacts one guarantor gets, over all profiles and channels.</summary>
/// <param name="Contacts">1 to 100.</param>
/// <param name="Days">Rolling, 1 to 30.</param>
public sealed record FrequencyCap(int Contacts, int Days);

/// <summary>What one of each costs the practice, in its currency, for the figures on savings.</summary>
public sealed record PracticeCosts(decimal PaperStatement, decimal Email, decimal TextSegment, decimal VoiceMinute);

public enum QuickPayMode
{
    Hosted,
    Portal,
}

/// <param name="PortalUrl">Required for mode portal.</param>
/// <param name="LinkLifetimeDays">How long a link can be opened after it was sent, 1 to 365.</param>
public sealed record QuickPaySettings(QuickPayMode Mode, string? PortalUrl, int LinkLifetimeDays)
{
    /// <summary>Also of a practice that says nothing about QuickPay.</summary>
    public const int DefaultLinkLifetimeDays = 30;
}
