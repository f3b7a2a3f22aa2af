using BalanceNotifications.Practices;

namespace BalanceNotifications.Senders;

/// <summary>A practice's sender for one channel, and whether it works.</summary>
/// <param name="From">An e-mail address or a phone number; null where a messaging service picks the number.</param>
/// <param name="Provider">The relay or account it goes through.</param>
/// <param name="Active">False when it is out of use.</param>
internal sealed record SenderResponse(
    Channel Channel, string? From, string? MessagingServiceSid, string Provider, bool Active, BreakerResponse Breaker)
{
    public static SenderResponse Of(
        PracticeSenders senders, SenderKey key, SenderBreaker breaker, DateTimeOffset now)
    {
        var phone = key.Channel is Channel.Voice ? senders.Voice : senders.Text;
        return key.Channel is Channel.Email
            ? new(
                key.Channel, senders.Email!.From, null, senders.Email.Provider, senders.Email.Active,
                BreakerResponse.Of(breaker, now))
            : new(
                key.Channel, phone!.From, phone.MessagingServiceSid, phone.Provider, phone.Active,
                BreakerResponse.Of(breaker, now));
    }
}

/// <param name="Since">When it opened; null while it is closed.</param>
/// <param name="Reason">The code of the last failure on our side; null when there was none since it closed.</param>
/// <param name="Failures">On our side, in the window that is being counted.</param>
/// <param name="NextProbeAt">When one notification may try; null while it is closed, or one is trying.</param>
internal sealed record BreakerResponse(
    BreakerState State, DateTimeOffset? Since, string? Reason, int Failures, DateTimeOffset? NextProbeAt)
{
    public static BreakerResponse Of(SenderBreaker breaker, DateTimeOffset now)
    {
        var probing = breaker.IsOpen && breaker.IsProbing(now);
        return new(
            !breaker.IsOpen ? BreakerState.Closed : probing ? BreakerState.Probing : BreakerState.Open,
            breaker.OpenedAt, breaker.Reason, breaker.Failures, probing ? null : breaker.ProbeAt);
    }
}

/// <summary>Whether a sender may send.</summary>
internal enum BreakerState
{
    Closed,

    /// <summary>Everything of the sender waits, reason <c>breakerOpen</c>.</summary>
    Open,

    /// <summary>One notification tries whether the sender works again.</summary>
    Probing,
}

/// <param name="Provider">The relay or account it goes through.</param>
/// <param name="Sender">An address, a number, or a messaging service.</param>
/// <param name="Reason">The code of the last failure on our side.</param>
/// <param name="Trips">How often it has opened without closing for good.</param>
/// <param name="NextProbeAt">When one notification may try.</param>
internal sealed record TrippedSenderResponse(
    Channel Channel, string Provider, string Sender, DateTimeOffset Since, string? Reason, int Failures, int Trips,
    DateTimeOffset? NextProbeAt)
{
    public static TrippedSenderResponse From(TrippedSender sender) => new(
        sender.Key.Channel, sender.Key.Provider, sender.Key.Sender, sender.Since, sender.Reason, sender.Failures,
        sender.Trips, sender.NextProbeAt);
}
