using BalanceNotifications.Calls;
using BalanceNotifications.Practices;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Delivery;

/// <summary>One way out. Real ones: SMTP, Twilio, and pickup folders; a second implementation is what makes this an interface.</summary>
internal interface IDeliveryChannel
{
    Channel Channel { get; }

    /// <summary>
    /// Reserves one of the channel's places in flight, so that a tick that finds none leaves its intent unwritten.
    /// Null when none came free in <paramref name="patience"/>. Dispose to give it back.
    /// </summary>
    ValueTask<IDisposable?> ReserveAsync(OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// Hands one message to the provider. Answers with a result for everything a provider or network can do, and when
    /// cancelled: Deferred when nothing has left, Unknown when it may have. Throws only for what is our own fault.
    /// </summary>
    Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

/// <summary>What a channel needs to know of a notification, and no more: no account, no balance.</summary>
/// <param name="NotificationId">Gives the stable Message-Id, and rides in the callback URL.</param>
/// <param name="Attempt">1 for the first; only counts, never part of an identity.</param>
/// <param name="To">An e-mail address, or a phone number in E.164.</param>
/// <param name="ValidUntil">The end of contact hours: a provider must not deliver after it. Null for no end.</param>
internal sealed record OutgoingMessage(
    Guid NotificationId,
    int Attempt,
    string To,
    string SenderName,
    PracticeSenders Senders,
    RenderedMessage Message,
    DateTimeOffset? ValidUntil)
{
    /// <summary>What a call says; null for other channels.</summary>
    public CallWords? Call { get; init; }

    /// <summary>Where one request ends the channel for the recipient; null for none.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>Shown above an e-mail whose template shows no picture, and carried in it; null for none.</summary>
    public LogoImage? Logo { get; init; }

    /// <summary>Shown there where there is no <see cref="Logo"/>: fetched by the mailbox. https, or null.</summary>
    public string? LogoUrl { get; init; }
}
