using BalanceNotifications.Notifications;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Email;

/// <summary>E-mail over SMTP, through the relay that the practice's sender names.</summary>
internal sealed partial class EmailChannel : IDeliveryChannel, IDisposable
{
    private readonly TimeProvider _clock;
    private readonly ILogger<EmailChannel> _logger;
    private readonly Dictionary<string, Relay> _relays;
    private readonly byte[]? _bounceKey;

    public EmailChannel(IOptions<EmailOptions> options, TimeProvider clock, ILogger<EmailChannel> logger)
    {
        _clock = clock;
        _logger = logger;
        _relays = options.Value.Relays.ToDictionary(
            relay => relay.Key,
            relay => new Relay(relay.Key, relay.Value, options.Value.CheckCertificate, clock),
            StringComparer.OrdinalIgnoreCase);
        _bounceKey = options.Value.BounceKey.Length > 0 ? Convert.FromBase64String(options.Value.BounceKey) : null;
    }

    public Channel Channel => Channel.Email;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) =>
        RelayFor(message) is { } relay
            ? relay.ReserveAsync(patience, cancellationToken)
            : new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (RelayFor(message) is not { } relay)
        {
            return new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
        }

        if (!MimeComposer.TryCompose(message, _clock.GetUtcNow(), out var mime, out var refusal))
        {
            return refusal;
        }

        using (mime)
        {
            if (MessageSize.Exceeds(mime, relay.Options.MaxMessageBytes))
            {
                return new DeliveryResult.Rejected(Reason.MessageTooLarge, RejectionCause.Content);
            }

            return await SendAsync(
                relay,
                RelayEnvelope.Of(mime, message.NotificationId, relay.Options, _bounceKey),
                cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var relay in _relays.Values)
        {
            relay.Dispose();
        }
    }

    private async Task<DeliveryResult> SendAsync(
        Relay relay, RelayEnvelope envelope, CancellationToken cancellationToken)
    {
        using var turn = await relay.TakeTurnAsync(cancellationToken);
        return turn is null
            ? new DeliveryResult.Deferred(
                cancellationToken.IsCancellationRequested ? DeliveryReason.Interrupted : Reason.TryLater)
            : await SendInTurnAsync(relay, envelope, cancellationToken);
    }

    private async Task<DeliveryResult> SendInTurnAsync(
        Relay relay, RelayEnvelope envelope, CancellationToken cancellationToken)
    {
        if (!relay.Health.TryEnter(out var probes))
        {
            return new DeliveryResult.Deferred(DeliveryReason.ConnectionFailed);
        }

        // From here on, so that what waited has as much time as any other: cut in the middle it would be in doubt.
        using var timeout = new CancellationTokenSource(relay.Options.Timeout, _clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var progress = new SmtpProgress();
        var contact = RelayContact.Undecided;
        try
        {
            await relay.SendAsync(envelope, progress, deadline.Token);
            contact = RelayContact.Reached;
            return new DeliveryResult.Accepted(envelope.Message.MessageId, Segments: null);
        }
        catch (Exception e) when (
            SmtpFailure.ToResult(e, progress.Stage, cancellationToken.IsCancellationRequested) is { } result)
        {
            contact = SmtpFailure.ContactOf(result, progress.Stage);
            if (contact is RelayContact.Failed && result is DeliveryResult.Deferred failed)
            {
                RelayMetrics.Failed(relay.Name, failed.Reason);
                LogRelayUnusable(relay.Name, failed.Reason);
            }

            return result;
        }
        finally
        {
            Tell(relay, relay.Health.Left(probes, contact));
        }
    }

    private void Tell(Relay relay, RelayChange? change)
    {
        switch (change)
        {
            case { IsDown: true } down:
                if (down.IsNew)
                {
                    RelayMetrics.WentDown(relay.Name);
                }

                LogRelayDown(relay.Name, down.Rest);
                break;
            case { IsDown: false }:
                RelayMetrics.CameBack(relay.Name);
                LogRelayBack(relay.Name);
                break;
        }
    }

    private Relay? RelayFor(OutgoingMessage message) =>
        message.Senders.Email is { } sender ? _relays.GetValueOrDefault(sender.Provider) : null;

    // The exception is left out on purpose: it repeats the relay's words.
    [LoggerMessage(LogLevel.Error, "Relay {Relay} cannot be used: {Reason}. Its mail waits; check its settings.")]
    private partial void LogRelayUnusable(string relay, string reason);

    [LoggerMessage(LogLevel.Error, "Relay {Relay} is left alone for {Rest}; what is due through it is deferred")]
    private partial void LogRelayDown(string relay, TimeSpan rest);

    [LoggerMessage(LogLevel.Information, "Relay {Relay} is used again")]
    private partial void LogRelayBack(string relay);
}
