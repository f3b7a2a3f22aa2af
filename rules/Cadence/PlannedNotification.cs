using System.Text.Json.Serialization;
using BalanceNotifications.Links;
using BalanceNotifications.Notifications;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Cadence;

/// <summary>
/// One notification of a cadence, from plan to end. Frozen at the plan: profile, template, and what the rule asked.
/// Part of the stored account state: members are only ever added.
/// </summary>
public sealed record PlannedNotification
{
    public required Guid Id { get; init; }

    public required string StatementId { get; init; }

    public Guid? Batch { get; init; }

    /// <summary>Empty for one on demand, and then so are rule, level and perhaps template.</summary>
    public required Guid Profile { get; init; }

    public required int ProfileRevision { get; init; }

    public required string Rule { get; init; }

    public required int Level { get; init; }

    public required Channel Channel { get; init; }

    public required NotificationPurpose Purpose { get; init; }

    /// <summary>Frozen at the plan; from the first attempt on the one really used, which may be its replacement.</summary>
    public required Guid Template { get; init; }

    public required int TemplateRevision { get; init; }

    /// <summary>The higher of the rule's and the profile's; the practice's is read when it is sent (V63).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money MinimumBalance { get; init; }

    /// <summary>What makes it one on demand; null for one of a cadence.</summary>
    public OnDemandSend? OnDemand { get; init; }

    /// <summary>Null where its rule names no fallback, and for one on demand.</summary>
    public FallbackPlace? Fallback { get; init; }

    /// <summary>
    /// It goes, or went, to the practice's own people: the last decision on it was made in test mode. Then it says
    /// nothing about the guarantor, even when the practice is live by the time somebody reports on it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Test { get; init; }

    /// <summary>Anchor, rule and zone. Never changes.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The first allowed instant from there. Never changes: what expires counts from it.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Not tried again before; null when nothing asked to wait.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Allowed time after <see cref="DueAt"/> from which on it is no use any more.</summary>
    public required int ExpiresAfterHours { get; init; }

    /// <summary>Since when it is held back, so that its time does not run; null while it is not.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Allowed time in which it was held back before that: it does not count towards expiry.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TimeSpan PausedFor { get; init; }

    /// <summary>A reminder of a coming date is no use from here on; null for other rules.</summary>
    public DateTimeOffset? UselessFrom { get; init; }

    public NotificationStatus Status { get; init; } = NotificationStatus.Scheduled;

    /// <summary>A code of <see cref="Notifications.Reason"/>, or a provider's; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Attempts that a provider has answered, about the message or its recipient, or may have taken: these are limited.
    /// With the one under way; without those in <see cref="Failures"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempts { get; init; }

    /// <summary>
    /// Attempts that failed on our side (no connection, a wrong password, a sender that is refused) since a provider last
    /// answered. They make its waits longer and use nothing up.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Failures { get; init; }

    /// <summary>Times it was sent again because the outcome was unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ResentInDoubt { get; init; }

    /// <summary>An earlier attempt may have arrived; stays so until a later one has an answer that settles it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool InDoubt { get; init; }

    /// <summary>When the current attempt was begun; null when none is.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the provider says that it arrived; null before, and where it does not say.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Of the newest attempt that a provider took; null before one did.</summary>
    public string? ProviderId { get; init; }

    /// <summary>What the newest attempt of a text or call went out through, see <see cref="Practices.PhoneSender.Key"/>.</summary>
    public string? Sender { get; init; }

    public int? Segments { get; init; }

    /// <summary>How long a call took; null for other channels and before it ended.</summary>
    public int? Seconds { get; init; }

    /// <summary>The address with most of it hidden.</summary>
    public string? To { get; init; }

    /// <summary>
    /// <see cref="Contact.AddressHash"/> of the address of the newest attempt; null before one, and in states of versions
    /// that kept none.
    /// </summary>
    public byte[]? ToHash { get; init; }

    /// <summary>Which of the template's languages it was made in; null before, and for the template's own.</summary>
    public string? Language { get; init; }

    /// <summary>What was merged into the template; null before it was composed.</summary>
    public MergeValues? Merge { get; init; }

    /// <summary>Version of the renderer that made the message; null before.</summary>
    public int? Renderer { get; init; }

    /// <summary>SHA-256 of the message as it left; null before.</summary>
    public byte[]? MessageHash { get; init; }

    /// <summary>The QuickPay link in the message; null before it was composed, and when it holds none.</summary>
    public IssuedLink? QuickPay { get; init; }

    /// <summary>The link out of the channel; null before it was composed, and when the message holds none.</summary>
    public IssuedLink? Unsubscribe { get; init; }

    /// <summary>Counts the changes: history takes a row only if its sequence is higher than what it has.</summary>
    public int Sequence { get; init; }

    /// <summary>When it is next to be looked at.</summary>
    public DateTimeOffset NextAt => RetryAt is { } retry && retry > DueAt ? retry : DueAt;

    /// <summary>Planned or in flight: something is still to be done.</summary>
    public bool IsOpen => Status is NotificationStatus.Scheduled or NotificationStatus.Deferred
        or NotificationStatus.Sending;

    /// <summary>Certainly not handed to a provider yet.</summary>
    public bool IsUnsent => !InDoubt && Status is NotificationStatus.Scheduled or NotificationStatus.Deferred;

    /// <summary>The next entry of its trail.</summary>
    public PlannedNotification Become(NotificationStatus status, string? reason) =>
        this with { Status = status, Reason = reason, Sequence = Sequence + 1 };
}
