namespace BalanceNotifications.Delivery;

/// <summary>The four ways a delivery attempt can end. A wrong password is Deferred: it loses no notification.</summary>
internal abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>The provider took it.</summary>
    /// <param name="ProviderId">The provider's own id of it.</param>
    /// <param name="Segments">Segments of a text; null for other channels.</param>
    internal sealed record Accepted(string? ProviderId, int? Segments) : DeliveryResult;

    /// <summary>Refused for good; trying the same again would end the same.</summary>
    internal sealed record Rejected(string Reason, RejectionCause Cause) : DeliveryResult;

    /// <summary>Not now; nothing has left.</summary>
    internal sealed record Deferred(string Reason) : DeliveryResult;

    /// <summary>It may have gone out, or not: the connection broke after the message was handed over.</summary>
    internal sealed record Unknown(string Reason) : DeliveryResult;
}

/// <summary>Whose fault a rejection is: only the recipient's ever touches a guarantor's switch.</summary>
internal enum RejectionCause
{
    /// <summary>The address does not exist or cannot take messages.</summary>
    Recipient,

    /// <summary>The recipient told the provider to stop.</summary>
    OptedOut,

    /// <summary>Credentials, an unregistered sender, a channel that is not configured.</summary>
    Sender,

    /// <summary>The message itself: too large, filtered.</summary>
    Content,
}
