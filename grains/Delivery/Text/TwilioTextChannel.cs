using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Text;

/// <summary>Texts through the Twilio account that the practice's sender names. Each goes out at most once.</summary>
internal sealed partial class TwilioTextChannel : IDeliveryChannel, IDisposable
{
    private readonly TimeProvider _clock;
    private readonly ILogger<TwilioTextChannel> _logger;
    private readonly string? _callbackUrl;
    private readonly Dictionary<string, TwilioAccount> _accounts;

    public TwilioTextChannel(IOptions<TwilioOptions> options, TimeProvider clock, ILogger<TwilioTextChannel> logger)
    {
        _clock = clock;
        _logger = logger;
        _callbackUrl = options.Value.CallbackUrl?.AbsoluteUri.TrimEnd('/');
        _accounts = options.Value.Accounts.ToDictionary(
            account => account.Key,
            account => new TwilioAccount(account.Value),
            StringComparer.OrdinalIgnoreCase);
    }

    public Channel Channel => Channel.Text;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) =>
        AccountFor(message.Senders.Text) is { } account
            ? account.Places.ReserveAsync(patience, cancellationToken)
            : new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (message.Senders.Text is not ({ From: not null } or { MessagingServiceSid: not null })
            || AccountFor(message.Senders.Text) is not { } account)
        {
            return new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
        }

        var validity = SecondsUntil(message.ValidUntil);
        if (validity < 1)
        {
            return new DeliveryResult.Deferred(Reason.OutsideHours);
        }

        var text = Compose(message, message.Senders.Text, validity);
        var result = await SendAsync(account.Client, text, cancellationToken);
        if (result is DeliveryResult.Deferred { Reason: DeliveryReason.AuthenticationFailed })
        {
            LogCredentialsRefused(message.Senders.Text.Provider);
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Dispose();
        }
    }

    private static async Task<DeliveryResult> SendAsync(
        TwilioClient client, TwilioMessage message, CancellationToken cancellationToken)
    {
        var handOver = new HandOver();
        try
        {
            var (status, answer) = await client.CreateMessageAsync(message, handOver, cancellationToken);
            return TwilioReply.ToResult(status, answer);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (handOver.Began, e) switch
            {
                (true, _) => new DeliveryResult.Unknown(Reason.ConnectionLost),
                (_, HttpRequestException) => new DeliveryResult.Deferred(DeliveryReason.ConnectionFailed),
                _ when cancellationToken.IsCancellationRequested =>
                    new DeliveryResult.Deferred(DeliveryReason.Interrupted),
                _ => new DeliveryResult.Deferred(DeliveryReason.TimedOut),
            };
        }
    }

    private TwilioMessage Compose(OutgoingMessage message, PhoneSender sender, int? validity) => new(
        message.To,
        sender.From,
        sender.MessagingServiceSid,
        message.Message.Text,
        CallbackFor(message.NotificationId, sender.Provider),
        validity);

    private Uri? CallbackFor(Guid notificationId, string provider) => _callbackUrl is null
        ? null
        : new Uri(
            $"{_callbackUrl}/callbacks/twilio/status?provider={Uri.EscapeDataString(provider)}&n={notificationId:n}");

    private int? SecondsUntil(DateTimeOffset? end) => end is { } instant
        ? (int)Math.Min((instant - _clock.GetUtcNow()).TotalSeconds, TwilioMessage.LongestValidity)
        : null;

    private TwilioAccount? AccountFor(PhoneSender? sender) =>
        sender is null ? null : _accounts.GetValueOrDefault(sender.Provider);

    [LoggerMessage(LogLevel.Error, "Twilio account {Account} does not take our credentials. Its texts wait.")]
    private partial void LogCredentialsRefused(string account);
}
