using BalanceNotifications.Calls;

namespace BalanceNotifications.Delivery;

/// <summary>What a silo can do and knows of delivery without an account. The key is the practice's id.</summary>
[GrainInterfaceType("delivery"), Alias("delivery")]
public interface IDeliveryGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Sends one message to the practice's test recipients, in whatever mode it is, and marked as a test. Twice sends
    /// twice: a person asks for it.
    /// </summary>
    [Alias("send-test")]
    Task<TestAnswer> SendTestAsync(SendTest command, CancellationToken cancellationToken);

    /// <summary>The providers this silo is configured with, by which a practice's senders name theirs.</summary>
    [Alias("providers")]
    Task<ProviderNames> GetProvidersAsync(CancellationToken cancellationToken);
}

/// <param name="Subject">Null but for an e-mail.</param>
/// <param name="Html">Null where there is none.</param>
/// <param name="Language">In which it is written, BCP 47.</param>
/// <param name="Call">All that a call says; null but for a call.</param>
[GenerateSerializer, Immutable, Alias("send-test")]
public sealed record SendTest(
    [property: Id(0)] Channel Channel,
    [property: Id(1)] string? Subject,
    [property: Id(2)] string? Html,
    [property: Id(3)] string Text,
    [property: Id(4)] string Language,
    [property: Id(5)] CallWords? Call = null);

/// <summary>How a test message ended.</summary>
public enum TestOutcome
{
    /// <summary>The provider took it.</summary>
    Accepted,

    Rejected,

    /// <summary>Not now; nothing has left.</summary>
    Deferred,

    /// <summary>It may have gone out, or not.</summary>
    Unknown,

    /// <summary>The practice has no test recipient for the channel.</summary>
    NoRecipient,

    /// <summary>The installation is paused.</summary>
    Paused,
}

/// <param name="Reason">A code of the provider or ours; null when there is nothing to say.</param>
/// <param name="To">The address with most of it hidden; null without a recipient.</param>
/// <param name="Segments">Segments of a text; null for other channels.</param>
[GenerateSerializer, Immutable, Alias("test-answer")]
public sealed record TestAnswer(
    [property: Id(0)] TestOutcome Outcome,
    [property: Id(1)] string? Reason = null,
    [property: Id(2)] string? To = null,
    [property: Id(3)] string? ProviderId = null,
    [property: Id(4)] int? Segments = null);

/// <param name="Pickup">Files are written instead of messages: every name will do.</param>
/// <param name="Signing">Relays of which somebody has confirmed that their DKIM signature covers List-Unsubscribe.</param>
[GenerateSerializer, Immutable, Alias("provider-names")]
public sealed record ProviderNames(
    [property: Id(0)] bool Pickup,
    [property: Id(1)] IReadOnlyList<string> Email,
    [property: Id(2)] IReadOnlyList<string> Phone,
    [property: Id(3)] IReadOnlyList<string> Signing);
