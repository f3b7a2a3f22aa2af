using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Text;

/// <summary>Texts through the Twilio account that the practice's sender names. Each goes out at most once.</summary>
internal sealed partial class TwilioTextChannel : ISearchableChannel
{
    private readonly TimeProvider _clock;
    private readonly ILogger<TwilioTextChannel> _logger;
    private readonly string? _callbackUrl;
    private readonly TwilioAccounts _accounts;

    public TwilioTextChannel(
        IOptions<TwilioOptions> options,
        TwilioAccounts accounts,
        TimeProvider clock,
        ILogger<TwilioTextChannel> logger)
    {
        _accounts = accounts;
        _clock = clock;
        _logger = logger;
        _callbackUrl = options.Value.CallbackUrl?.AbsoluteUri.TrimEnd('/');
    }

    public Channel Channel => Channel.Text;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) =>
        _accounts.Find(message.Senders.Text) is { } account
            ? account.Places.ReserveAsync(patience, cancellationToken)
            : new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (message.Senders.Text is not ({ From: not null } or { MessagingServiceSid: not null })
            || _accounts.Find(message.Senders.Text) is not { } account)
        {
            return new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
        }

        var validity = SecondsUntil(message.ValidUntil);
        if (validity < 1)
        {
            return new DeliveryResult.Deferred(Reason.OutsideHours);
        }

        var text = Compose(message, message.Senders.Text, validity);
        var result = await HandOver.AtMostOnceAsync(
            handOver => account.Client.CreateMessageAsync(text, handOver, cancellationToken),
            TwilioReply.ToResult,
            cancellationToken);
        if (result is DeliveryResult.Deferred { Reason: DeliveryReason.AuthenticationFailed })
        {
            LogCredentialsRefused(message.Senders.Text.Provider);
        }

        return result;
    }

    public async Task<Finding> FindAsync(LostAttempt lost, CancellationToken cancellationToken) =>
        PhoneSender.Read(lost.Sender) is var (provider, from) && _accounts.Find(provider) is { } account
            ? await TwilioSearch.AskAsync(
                limit => account.Client.ListMessagesAsync(lost.To, from, TextSearch.Since(lost), limit),
                listed => TextSearch.Judge(lost, listed),
                cancellationToken)
            : new Finding.Unavailable();

    public async Task<Finding> LookUpAsync(
        string provider, string providerId, CancellationToken cancellationToken) => _accounts.Find(provider) is { } account
        ? await TwilioSearch.LookUpAsync(
            limit => account.Client.FindMessageAsync(providerId, limit), found => found.Text(), cancellationToken)
        : new Finding.Unclear();

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
            $"{_callbackUrl}/callbacks/twilio/status?provider={Uri.EscapeDataString(provider)}"
            + $"&n={notificationId:n}{TwilioMessage.AskAgain}");

    private int? SecondsUntil(DateTimeOffset? end) => end is { } instant
        ? (int)Math.Min((instant - _clock.GetUtcNow()).TotalSeconds, TwilioMessage.LongestValidity)
        : null;

    [LoggerMessage(LogLevel.Error, "Twilio account {Account} does not take our credentials. Its texts wait.")]
    private partial void LogCredentialsRefused(string account);
}
