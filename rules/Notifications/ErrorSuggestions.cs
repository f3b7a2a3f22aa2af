using System.Collections.Frozen;
using BalanceNotifications.Delivery;

namespace BalanceNotifications.Notifications;

/// <summary>What a biller may do next about an error on the list.</summary>
public enum SuggestedStep
{
    /// <summary>The address or number is wrong: an edit of it alone lifts the errored-out channel (V75).</summary>
    CorrectAddress,

    /// <summary>Nothing is wrong with it; it may pass.</summary>
    Retry,

    TryEmail,
    TryText,
    TryVoice,

    /// <summary>The recipient does not want to hear from this sender: archive it, and write on paper.</summary>
    RespectOptOut,

    /// <summary>The message itself was refused, or cannot be made.</summary>
    MendTemplate,

    /// <summary>Credentials, registration or number of ours.</summary>
    MendSender,

    /// <summary>It may have arrived: ask the guarantor, then say <c>arrived</c> or <c>sendAgain</c>.</summary>
    FindOut,
}

/// <param name="FullMailboxes">How many of the account's e-mails of late found the mailbox full, with this one.</param>
/// <param name="HasEmail">Whether the account has an e-mail address.</param>
/// <param name="HasPhone">Whether the account has a phone number.</param>
public sealed record ErrorFacts(
    Channel Channel, NotificationStatus Status, string? Reason, int FullMailboxes, bool HasEmail, bool HasPhone);

/// <summary>
/// What to do about an error, by its code. It only suggests: switches, consent and hours are asked when something is sent.
/// Pure.
/// </summary>
public static class ErrorSuggestions
{
    // A second full mailbox in a row is one that nobody empties.
    private const int SurelyFull = 2;

    // Numbers that take calls and no texts.
    private static readonly FrozenSet<string> Landlines =
        new[] { 21614, 21635, 30006 }.Select(TwilioOutcomes.ReasonOf).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Blocked =
        new[] { 21610, 30004 }.Select(TwilioOutcomes.ReasonOf).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a reason says that the mailbox is full (RFC 3463 x.2.2).</summary>
    public static bool IsFullMailbox(string? reason) =>
        reason?.Split(' ') is ["smtp", _, ['4' or '5', '.', '2', '.', '2']];

    /// <summary>Whether the step depends on the account: of all others, mailboxes and addresses need not be known.</summary>
    public static bool DependsOnAccount(Channel channel, NotificationStatus status, string? reason) => status switch
    {
        NotificationStatus.UndeliverableCanRetry => IsFullMailbox(reason),
        NotificationStatus.UndeliverablePermanent => channel is Channel.Text && Blocked.Contains(reason ?? ""),
        _ => false,
    };

    /// <summary>Null where it is no error.</summary>
    public static SuggestedStep? Of(ErrorFacts facts) => facts.Status switch
    {
        NotificationStatus.OutcomeUnknown => SuggestedStep.FindOut,
        NotificationStatus.QueueingError => SuggestedStep.MendTemplate,
        NotificationStatus.DeliveryError => IsOfSender(facts) ? SuggestedStep.MendSender : SuggestedStep.MendTemplate,
        NotificationStatus.UndeliverableCanRetry => IsFullMailbox(facts.Reason) && facts.FullMailboxes >= SurelyFull
            ? facts.HasPhone ? SuggestedStep.TryText : SuggestedStep.CorrectAddress
            : SuggestedStep.Retry,
        NotificationStatus.UndeliverablePermanent when facts.Channel is Channel.Text => OfText(facts),
        NotificationStatus.UndeliverablePermanent => SuggestedStep.CorrectAddress,
        _ => null,
    };

    private static SuggestedStep OfText(ErrorFacts facts) =>
        Landlines.Contains(facts.Reason ?? "") ? SuggestedStep.TryVoice
        : !Blocked.Contains(facts.Reason ?? "") ? SuggestedStep.CorrectAddress
        : facts.HasEmail ? SuggestedStep.TryEmail
        : SuggestedStep.RespectOptOut;

    private static bool IsOfSender(ErrorFacts facts) =>
        facts.Reason is Reason.SenderNotConfigured
        || TwilioOutcomes.OfReason(facts.Reason) is { Kind: OutcomeKind.Sender };
}
