namespace BalanceNotifications.Events;

/// <summary>What a silo does for an endpoint when a person asks. The key is the practice's id.</summary>
[GrainInterfaceType("webhook"), Alias("webhook")]
public interface IWebhookGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Sends an event of the type <c>ping</c>, now and past the stream, also to an endpoint that is paused. Twice sends
    /// twice: a person asks for it.
    /// </summary>
    /// <returns>Null when there is no such endpoint.</returns>
    [Alias("ping")]
    Task<PingAnswer?> PingAsync(Guid webhook, CancellationToken cancellationToken);
}

/// <param name="Id">The event's.</param>
/// <param name="Status">Of HTTP; null where nothing was answered.</param>
/// <param name="Error">Null when the endpoint took it.</param>
[GenerateSerializer, Immutable, Alias("ping-answer")]
public sealed record PingAnswer(
    [property: Id(0)] Guid Id,
    [property: Id(1)] int? Status,
    [property: Id(2)] AttemptError? Error,
    [property: Id(3)] int Milliseconds);
