namespace BalanceNotifications.Delivery;

/// <summary>What a provider's code says of a message, and of whom.</summary>
/// <param name="Tries">Of <see cref="OutcomeKind.Later"/>: attempts in all; null for the usual number.</param>
/// <param name="Wait">Of <see cref="OutcomeKind.Later"/>: before the next attempt; null for the usual back-off.</param>
public sealed record ProviderOutcome(OutcomeKind Kind, int? Tries = null, TimeSpan? Wait = null);

public enum OutcomeKind
{
    /// <summary>The address does not exist or cannot take messages: the recipient's channel is errored out.</summary>
    BadAddress,

    /// <summary>The recipient told the provider to stop.</summary>
    OptedOut,

    /// <summary>May pass: worth another attempt within contact hours.</summary>
    Later,

    /// <summary>Our account, number or registration: says nothing about the recipient.</summary>
    Sender,

    /// <summary>This message; the same again would end the same.</summary>
    Content,
}
