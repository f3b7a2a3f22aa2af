namespace BalanceNotifications.Accounts;

/// <summary>What a provider says afterwards about a notification: a status callback, a delivery report, a complaint.</summary>
/// <param name="Reason">
/// The provider's code, such as <c>twilio 30005</c> or <c>smtp 550 5.1.1</c>, or what a call came to; null for good news.
/// </param>
/// <param name="At">When the provider says that it happened.</param>
/// <param name="ProviderId">Which attempt it is about; null when the provider does not say.</param>
/// <param name="Segments">Segments of a text, where the provider says so.</param>
/// <param name="Seconds">How long a call took, where the provider says so.</param>
[GenerateSerializer, Immutable, Alias("delivery-report")]
public sealed record DeliveryReport(
    [property: Id(0)] Guid Notification,
    [property: Id(1)] ReportedFate Fate,
    [property: Id(2)] string? Reason,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string? ProviderId = null,
    [property: Id(5)] int? Segments = null,
    [property: Id(6)] int? Seconds = null);

/// <summary>What became of a message after it was handed over.</summary>
public enum ReportedFate
{
    /// <summary>The provider has it: settles a doubt, and says nothing of its arrival.</summary>
    Taken,

    Delivered,

    /// <summary>Did not arrive for a reason that may pass within the hours: worth another attempt.</summary>
    TryLater,

    /// <summary>Did not arrive, and the provider has tried long enough.</summary>
    GivenUp,

    /// <summary>The address does not exist or cannot take messages.</summary>
    BadAddress,

    /// <summary>The recipient had told the provider to stop.</summary>
    OptedOut,

    /// <summary>Our account, sender or quota; says nothing about the guarantor.</summary>
    SenderFault,

    /// <summary>The message itself was refused: filtered, too large.</summary>
    ContentRefused,

    /// <summary>It arrived, and the recipient called it spam.</summary>
    Complained,
}

/// <summary>How a report ended.</summary>
public enum ReportOutcome
{
    Applied,

    /// <summary>It says nothing new: repeated, out of order, or about an attempt that a later one has replaced.</summary>
    NothingNew,

    /// <summary>The account has no such notification.</summary>
    NotFound,
}
