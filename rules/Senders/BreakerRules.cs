using BalanceNotifications.Sending;

namespace BalanceNotifications.Senders;

/// <summary>
/// When a sender's breaker opens, who may probe, and what closes it. Each rule gives the same breaker back when there
/// is nothing to change, so that silos may race and repeat.
/// </summary>
public static class BreakerRules
{
    /// <summary>How long one that may not leave waits before it looks again, and over which the first ones spread.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <summary>A tick takes 25 s at most; a probe of which this long nothing was heard died with its silo.</summary>
    public static readonly TimeSpan ProbeLasts = TimeSpan.FromMinutes(2);

    /// <param name="notification">Whose attempt failed: a probe's failure opens it again.</param>
    /// <param name="successesSince">
    /// What went well at this sender since then, as far as the teller has not told it. Asked once at most.
    /// </param>
    public static SenderBreaker AfterFault(
        SenderBreaker breaker, Guid notification, string reason, Func<DateTimeOffset, int> successesSince,
        BreakerLimits limits, DateTimeOffset now)
    {
        if (breaker.IsOpen)
        {
            // What was in flight when it opened tells nothing new.
            return breaker.Probe == notification
                ? Open(breaker with { Reason = reason }, breaker.Trips + 1, limits, now)
                : breaker;
        }

        // Silos' clocks differ by a little.
        var from = breaker.CountedFrom ?? now;
        var counts = breaker.CountedFrom is not null && (now - from).Duration() < limits.Window;
        var counted = breaker with
        {
            CountedFrom = counts ? from : now,
            Failures = counts ? breaker.Failures + 1 : 1,
            Successes = counts ? breaker.Successes + successesSince(from) : 0,
            Reason = reason,
        };
        return counted.Failures >= limits.Failures
            && 100L * counted.Failures >= (long)limits.Percent * (counted.Failures + counted.Successes)
                ? Open(counted, Lasts(breaker, limits, now) ? breaker.Trips + 1 : 1, limits, now)
                : counted;
    }

    /// <summary>From when on its notification may look again; null when it may leave, or probe.</summary>
    public static DateTimeOffset? ClosedUntil(SenderBreaker breaker, Guid notification, DateTimeOffset now) =>
        !breaker.IsOpen || MayProbe(breaker, now) ? null
        : breaker.IsProbing(now) ? now + AskAgain
        : breaker.ProbeAt + (AskAgain * Spread.Of(notification, breaker.Trips));

    /// <summary>Its cool-off is over, and nobody probes.</summary>
    public static bool MayProbe(SenderBreaker breaker, DateTimeOffset now) =>
        breaker.IsOpen && breaker.ProbeAt <= now && !breaker.IsProbing(now);

    /// <summary>Takes the probe, where it may be taken: the answer's <c>Probe</c> says whose it is.</summary>
    public static SenderBreaker TakeProbe(SenderBreaker breaker, Guid notification, DateTimeOffset now) =>
        MayProbe(breaker, now) ? breaker with { Probe = notification, ProbeUntil = now + ProbeLasts } : breaker;

    /// <summary>The attempt did not happen after all: somebody else may.</summary>
    public static SenderBreaker GiveProbeBack(SenderBreaker breaker, Guid notification) =>
        breaker.Probe == notification ? breaker with { Probe = null, ProbeUntil = null } : breaker;

    /// <summary>It went well, so it closes; or nobody knows, so another tries after the same cool-off.</summary>
    /// <param name="works">False when the probe's outcome is unclear; a fault is told by <see cref="AfterFault"/>.</param>
    public static SenderBreaker AfterProbe(
        SenderBreaker breaker, Guid notification, bool works, BreakerLimits limits, DateTimeOffset now) =>
        !breaker.IsOpen || breaker.Probe != notification ? breaker
        : works ? Close(breaker, now)
        : Open(breaker, breaker.Trips, limits, now);

    /// <summary>Closed by hand: whoever does it says that the fault is mended, so the next cool-off is a first one.</summary>
    public static SenderBreaker CloseByHand(SenderBreaker breaker, DateTimeOffset now) =>
        breaker.IsOpen ? Close(breaker, now) with { Trips = 0 } : breaker;

    private static SenderBreaker Open(SenderBreaker breaker, int trips, BreakerLimits limits, DateTimeOffset now) =>
        breaker with
        {
            CountedFrom = null,
            Failures = 0,
            Successes = 0,
            OpenedAt = breaker.OpenedAt ?? now,
            Trips = trips,
            ProbeAt = now + CoolOff(trips, limits),
            Probe = null,
            ProbeUntil = null,
        };

    private static SenderBreaker Close(SenderBreaker breaker, DateTimeOffset now) =>
        SenderBreaker.Closed with { Trips = breaker.Trips, ClosedAt = now };

    // Closed a moment ago by a probe that only seemed to go well: a provider may refuse later, by a report.
    private static bool Lasts(SenderBreaker breaker, BreakerLimits limits, DateTimeOffset now) =>
        breaker.ClosedAt is { } closed && now - closed < limits.LongestCoolOff;

    private static TimeSpan CoolOff(int trips, BreakerLimits limits)
    {
        var doubled = limits.CoolOff * Math.Pow(2, Math.Min(trips, 20) - 1);
        return doubled < limits.LongestCoolOff ? doubled : limits.LongestCoolOff;
    }
}
