namespace BalanceNotifications.Senders;

/// <summary>
/// The breaker of one sender. Closed, it counts what failed on our side; open, everything of the sender waits, but for
/// one probe after each cool-off.
/// </summary>
public sealed record SenderBreaker
{
    public static SenderBreaker Closed { get; } = new();

    /// <summary>When the first failure that counts came; null when none does.</summary>
    public DateTimeOffset? CountedFrom { get; init; }

    /// <summary>Sender-side failures since then.</summary>
    public int Failures { get; init; }

    /// <summary>What went well since then, as far as it was told with a failure.</summary>
    public int Successes { get; init; }

    /// <summary>Of the last failure, a provider's code; null when there was none since it was closed.</summary>
    public string? Reason { get; init; }

    /// <summary>Null while it is closed.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Times it opened in a row, failed probes counted: each doubles the cool-off.</summary>
    public int Trips { get; init; }

    /// <summary>From when on one notification may probe; null while it is closed.</summary>
    public DateTimeOffset? ProbeAt { get; init; }

    /// <summary>The notification that probes; null when none does.</summary>
    public Guid? Probe { get; init; }

    /// <summary>When a probe of which nothing was heard counts as lost with its silo; null when there is none.</summary>
    public DateTimeOffset? ProbeUntil { get; init; }

    /// <summary>When it was last closed; null when it never was open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public bool IsOpen => OpenedAt is not null;

    public bool IsProbing(DateTimeOffset now) => ProbeUntil > now;
}

/// <summary>When a breaker opens, and for how long.</summary>
/// <param name="Failures">At least so many within the window.</param>
/// <param name="Percent">And they are at least this share of what was tried in it.</param>
/// <param name="Window">Counted from the first of the failures.</param>
/// <param name="CoolOff">Before the first probe; doubles with each that fails.</param>
/// <param name="LongestCoolOff">To this.</param>
public sealed record BreakerLimits(
    int Failures, int Percent, TimeSpan Window, TimeSpan CoolOff, TimeSpan LongestCoolOff);

/// <summary>What an attempt says about its sender.</summary>
public enum SenderVerdict
{
    /// <summary>The provider takes messages of this sender.</summary>
    Works,

    /// <summary>It refuses the sender: credentials, registration, quota, filter.</summary>
    Fault,

    /// <summary>Neither: no answer, or one about this moment.</summary>
    Unclear,
}
