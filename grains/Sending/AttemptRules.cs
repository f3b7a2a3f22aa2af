using System.Diagnostics;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>What an attempt makes of a notification. Pure: the grain persists and acts.</summary>
internal static class AttemptRules
{
    /// <summary>After this many attempts a provider's "later" counts as undeliverable.</summary>
    public const int MaxAttempts = 8;

    /// <summary>An intent this old without a result belongs to a silo that died; a tick takes 25 s at most.</summary>
    public static readonly TimeSpan InDoubtAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after its intent a text or call without an answer is looked for at the provider: by then the provider
    /// has told what it took, and lists it.
    /// </summary>
    public static readonly TimeSpan SearchAfter = TimeSpan.FromMinutes(10);

    /// <summary>A provider that cannot be asked this long after the intent leaves the outcome unknown.</summary>
    private static readonly TimeSpan SearchUntil = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The intent: written before anything leaves, so that a crash is seen and a split activation is fenced.</summary>
    public static PlannedNotification Begin(PlannedNotification notification, string maskedTo, DateTimeOffset now) =>
        notification.Become(NotificationStatus.Sending, null) with
        {
            To = maskedTo,
            Attempts = notification.Attempts + 1,
            InDoubt = IsInDoubt(notification),
            ResentInDoubt = notification.ResentInDoubt + (IsInDoubt(notification) ? 1 : 0),
            StartedAt = now,
            RetryAt = now + (notification.Channel is Channel.Email ? InDoubtAfter : SearchAfter),
        };

    /// <summary>Whether the channel gave it back untried, as <see cref="TakeBack"/> has it.</summary>
    public static bool CameToNothing(DeliveryResult result) =>
        result is DeliveryResult.Deferred { Reason: Reason.TryLater };

    /// <summary>Whether no provider has taken or judged it: who counts messages has not counted it.</summary>
    public static bool ReachedNobody(DeliveryResult result) => result switch
    {
        DeliveryResult.Deferred deferred => !IsAnswer(deferred.Reason),
        DeliveryResult.Rejected rejected => !IsAnswer(rejected.Reason),
        _ => false,
    };

    /// <summary>The intent came to nothing: the send did not begin in time.</summary>
    public static PlannedNotification TakeBack(PlannedNotification begun, DateTimeOffset now) =>
        begun.Become(NotificationStatus.Deferred, Reason.TryLater) with
        {
            Attempts = begun.Attempts - 1,
            ResentInDoubt = ResentBefore(begun),
            StartedAt = null,
            RetryAt = now + TimeSpan.FromMinutes(1),
        };

    /// <summary>Whether a copy of it may have arrived: an attempt without an answer, the last one or one before.</summary>
    public static bool IsInDoubt(PlannedNotification notification) =>
        notification.InDoubt || notification.Status is NotificationStatus.Sending;

    /// <summary>
    /// Whether one in doubt may be sent again: an e-mail once, under the same Message-Id, because a second copy does
    /// less harm than none. A text or call never, while it is in doubt: it goes out at most once (design.md 5).
    /// </summary>
    public static bool MayResend(PlannedNotification notification) =>
        notification is { Channel: Channel.Email, ResentInDoubt: 0 };

    /// <summary>Whether it is to be looked for at the provider before anything else is done with it.</summary>
    public static bool MustBeFound(PlannedNotification notification) =>
        notification.Channel is not Channel.Email && IsInDoubt(notification);

    /// <summary>What the provider never took: certainly unsent, so that it is decided on like any other.</summary>
    public static PlannedNotification NotTaken(PlannedNotification lost) =>
        lost with { Status = NotificationStatus.Deferred, Reason = null, InDoubt = false, StartedAt = null, RetryAt = null };

    /// <summary>The provider could not be asked: later perhaps.</summary>
    public static PlannedNotification NotAsked(PlannedNotification lost, DateTimeOffset now) =>
        now < lost.StartedAt + SearchUntil ? lost with { RetryAt = now + SearchAfter } : Lost(lost);

    /// <summary>Nobody can tell whether it arrived.</summary>
    public static PlannedNotification Lost(PlannedNotification lost) =>
        End(lost, NotificationStatus.OutcomeUnknown, lost.Reason ?? Reason.SiloDied);

    /// <summary>Its end, whatever it waited for.</summary>
    public static PlannedNotification End(PlannedNotification notification, NotificationStatus status, string? reason) =>
        notification.Become(status, reason) with { StartedAt = null, RetryAt = null };

    /// <summary>No message can be made of it: a biller must see it.</summary>
    public static PlannedNotification CannotBeMade(PlannedNotification notification) => End(
        notification,
        IsInDoubt(notification) ? NotificationStatus.OutcomeUnknown : NotificationStatus.QueueingError,
        Reason.RenderingFailed);

    public static PlannedNotification After(
        PlannedNotification begun, DeliveryResult result, DateTimeOffset now) => result switch
        {
            DeliveryResult.Accepted accepted => End(begun, NotificationStatus.Sent, null) with
            {
                InDoubt = false,
                Failures = 0,
                SentAt = now,
                ProviderId = accepted.ProviderId,
                Segments = accepted.Segments,
            },
            DeliveryResult.Rejected { Cause: RejectionCause.Recipient or RejectionCause.OptedOut } rejected =>
                End(begun, NotificationStatus.UndeliverablePermanent, rejected.Reason),
            DeliveryResult.Rejected { Cause: RejectionCause.Content } rejected =>
                End(begun, NotificationStatus.DeliveryError, rejected.Reason),
            // A wrong credential is mended by an operator, so the notification waits; a sender nobody set up is not.
            DeliveryResult.Rejected { Cause: RejectionCause.Sender, Reason: not Reason.SenderNotConfigured } rejected =>
                NotJudged(begun, rejected.Reason, now),
            DeliveryResult.Rejected rejected => End(begun, NotificationStatus.DeliveryError, rejected.Reason),
            _ when CameToNothing(result) => TakeBack(begun, now),
            DeliveryResult.Deferred deferred when !IsAnswer(deferred.Reason) =>
                NotJudged(begun, deferred.Reason, now),
            DeliveryResult.Deferred deferred when begun.Attempts >= TriesFor(begun.Channel, deferred.Reason) =>
                // Whoever retries it by hand must know that a copy may have arrived.
                End(
                    begun,
                    begun.InDoubt ? NotificationStatus.OutcomeUnknown : NotificationStatus.UndeliverableCanRetry,
                    deferred.Reason),
            DeliveryResult.Deferred deferred => Later(begun, deferred.Reason, now) with { Failures = 0 },
            // It stays as it is: the next tick finds it in doubt.
            DeliveryResult.Unknown when MayResend(begun) => begun,
            // So does a text or call, until it was looked for.
            DeliveryResult.Unknown unknown when MustBeFound(begun) => begun with { Reason = unknown.Reason },
            DeliveryResult.Unknown unknown => End(begun, NotificationStatus.OutcomeUnknown, unknown.Reason),
            _ => throw new UnreachableException($"Unknown result {result.GetType().Name}"),
        };

    /// <summary>
    /// How often it may be handed over while this reason lasts: some codes of texts are worth fewer attempts.
    /// </summary>
    public static int TriesFor(Channel channel, string? reason) =>
        channel is Channel.Text ? TwilioOutcomes.OfReason(reason)?.Tries ?? MaxAttempts : MaxAttempts;

    /// <summary>
    /// At most a minute after the first attempt, doubling to an hour; at least half of that. Where in between is the
    /// notification's own, so that what failed together does not come back together.
    /// </summary>
    public static TimeSpan WaitAfter(Guid notification, int attempts)
    {
        var longest = TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempts - 1), LongestWait.TotalMinutes));
        return longest * ((1 + Spread.Of(notification, attempts)) / 2);
    }

    // A code that says how long is waited for that long, and up to a quarter more.
    private static TimeSpan WaitFor(PlannedNotification notification, string? reason, int attempts) =>
        TwilioOutcomes.OfReason(reason)?.Wait is { } wait
            ? wait * (1 + Spread.Of(notification.Id, attempts) / 4)
            : WaitAfter(notification.Id, attempts);

    // What failed on our side (no connection, a wrong password, a sender that is refused) waits until it expires: nobody
    // has judged the message or its recipient, so that it is none of its attempts, however often.
    private static PlannedNotification NotJudged(PlannedNotification begun, string reason, DateTimeOffset now)
    {
        var failures = begun.Failures + 1;
        return Later(begun, reason, now) with
        {
            Attempts = begun.Attempts - 1,
            Failures = failures,
            RetryAt = now + WaitFor(begun, reason, failures),
        };
    }

    // A provider's own, about the message.
    private static bool IsAnswer(string reason) =>
        reason.StartsWith("smtp ", StringComparison.Ordinal) || reason.StartsWith("twilio ", StringComparison.Ordinal);

    /// <summary>Waits for its next attempt.</summary>
    public static PlannedNotification Again(PlannedNotification notification, string? reason, DateTimeOffset now) =>
        notification.Become(NotificationStatus.Deferred, reason) with
        {
            StartedAt = null,
            RetryAt = now + WaitFor(notification, reason, notification.Attempts),
        };

    // What the relay did not take was not sent again: the doubt stays, and so does its one resend.
    private static PlannedNotification Later(PlannedNotification begun, string reason, DateTimeOffset now) =>
        Again(begun, reason, now) with { ResentInDoubt = ResentBefore(begun) };

    private static int ResentBefore(PlannedNotification begun) => begun.ResentInDoubt - (begun.InDoubt ? 1 : 0);
}
