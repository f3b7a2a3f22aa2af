namespace BalanceNotifications.Delivery;

/// <summary>
/// Why a delivery attempt was deferred by us rather than by an answer of the provider. An answer gives a code such as
/// <c>smtp 451 4.7.1</c> or <c>twilio 20429</c>; never the provider's words, which may hold an address.
/// </summary>
internal static class DeliveryReason
{
    /// <summary>Could not connect, or the connection broke before the message was handed over.</summary>
    public const string ConnectionFailed = "connectionFailed";

    /// <summary>TLS is not offered, or the certificate does not hold.</summary>
    public const string TlsFailed = "tlsFailed";

    /// <summary>The provider does not take our credentials.</summary>
    public const string AuthenticationFailed = "authenticationFailed";

    /// <summary>
    /// The relay turned us away before it knew what for, say for our address or for too many connections. Its reply
    /// follows as the detail.
    /// </summary>
    public const string RelayRefused = "relayRefused";

    /// <summary>Time ran out before the message was handed over.</summary>
    public const string TimedOut = "timedOut";

    /// <summary>The caller gave up before the message was handed over.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The pickup folder could not be written.</summary>
    public const string PickupFailed = "pickupFailed";
}
