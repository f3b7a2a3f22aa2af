using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Voice;

/// <summary>
/// Calls through the Twilio account that the practice's sender names. Each is asked for at most once, and rings inside
/// contact hours only. What it says, Twilio asks the api for: without a way there, there are no calls.
/// </summary>
internal sealed partial class TwilioVoiceChannel(
    IOptions<TwilioOptions> options,
    TwilioAccounts accounts,
    TimeProvider clock,
    ILogger<TwilioVoiceChannel> logger) : ISearchableChannel
{
    // Six rings. Machines answer after four; a shorter call would miss who walks to the telephone.
    private const int Ring = 30;
    private const int ShortestRing = 15;

    private readonly string? _callbackUrl = options.Value.CallbackUrl?.AbsoluteUri.TrimEnd('/');

    public Channel Channel => Channel.Voice;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) =>
        accounts.Find(message.Senders.Voice) is { } account
            ? account.Places.ReserveAsync(patience, cancellationToken)
            : new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var sender = message.Senders.Voice;
        if (sender?.From is not { } from || accounts.Find(sender) is not { } account || _callbackUrl is null
            // 47 CFR 64.1200(b)(2): a call without a number to call back is not allowed.
            || message.Call is not { Phone.Length: > 0 })
        {
            return new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
        }

        var ring = SecondsToRing(message.ValidUntil);
        if (ring < ShortestRing)
        {
            return new DeliveryResult.Deferred(Reason.OutsideHours);
        }

        var call = new TwilioCall(
            message.To,
            from,
            Callback(message.NotificationId, "", sender.Provider),
            new Uri(Callback(message.NotificationId, "/status", sender.Provider) + TwilioMessage.AskAgain),
            ring);
        var result = await HandOver.AtMostOnceAsync(
            handOver => account.Client.CreateCallAsync(call, handOver, cancellationToken),
            TwilioCallReply.ToResult,
            cancellationToken);
        if (result is DeliveryResult.Deferred { Reason: DeliveryReason.AuthenticationFailed })
        {
            LogCredentialsRefused(sender.Provider);
        }

        return result;
    }

    public async Task<Finding> FindAsync(LostAttempt lost, CancellationToken cancellationToken) =>
        PhoneSender.Read(lost.Sender) is (var provider, { } from) && accounts.Find(provider) is { } account
            ? await TwilioSearch.AskAsync(
                limit => account.Client.ListCallsAsync(lost.To, from, TextSearch.Since(lost), limit),
                listed => TextSearch.JudgeCall(lost, listed),
                cancellationToken)
            : new Finding.Unavailable();

    public async Task<Finding> LookUpAsync(
        string provider, string providerId, CancellationToken cancellationToken) => accounts.Find(provider) is { } account
        ? await TwilioSearch.LookUpAsync(
            limit => account.Client.FindCallAsync(providerId, limit), found => found.Call(), cancellationToken)
        : new Finding.Unclear();

    private Uri Callback(Guid notification, string what, string provider) => new(
        $"{_callbackUrl}/callbacks/twilio/voice/{notification:n}{what}?provider={Uri.EscapeDataString(provider)}");

    private int SecondsToRing(DateTimeOffset? end) =>
        end is { } instant ? (int)Math.Min((instant - clock.GetUtcNow()).TotalSeconds, Ring) : Ring;

    [LoggerMessage(LogLevel.Error, "Twilio account {Account} does not take our credentials. Its calls wait.")]
    private partial void LogCredentialsRefused(string account);
}
