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

    public EmailChannel(IOptions<EmailOptions> options, TimeProvider clock, ILogger<EmailChannel> logger)
    {
        _clock = clock;
        _logger = logger;
        _relays = options.Value.Relays.ToDictionary(
            relay => relay.Key,
            relay => new Relay(relay.Value, options.Value.CheckCertificate, clock),
            StringComparer.OrdinalIgnoreCase);
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

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(relay.Timeout);
        var progress = new SmtpProgress();
        try
        {
            await relay.SendAsync(mime, progress, deadline.Token);
            return new DeliveryResult.Accepted(mime.MessageId, Segments: null);
        }
        catch (Exception e) when (
            SmtpFailure.ToResult(e, progress.Stage, cancellationToken.IsCancellationRequested) is { } result)
        {
            if (result is DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed or DeliveryReason.TlsFailed) ours)
            {
                LogRelayUnusable(message.Senders.Email!.Provider, ours.Reason);
            }

            return result;
        }
        finally
        {
            mime.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var relay in _relays.Values)
        {
            relay.Dispose();
        }
    }

    private Relay? RelayFor(OutgoingMessage message) =>
        message.Senders.Email is { } sender ? _relays.GetValueOrDefault(sender.Provider) : null;

    // The exception is left out on purpose: it repeats the relay's words.
    [LoggerMessage(LogLevel.Error, "Relay {Relay} cannot be used: {Reason}. Its mail waits; check its settings.")]
    private partial void LogRelayUnusable(string relay, string reason);
}
