using System.Diagnostics.CodeAnalysis;

namespace BalanceNotifications.Notifications;

/// <summary>The reason codes a notification can carry, as the API spells them.</summary>
public static class Reason
{
    private const string DetailFollows = ": ";

    // Will not send, in the order in which they are asked.
    public const string Cancelled = "cancelled";
    public const string Hold = "hold";
    public const string NothingOwed = "nothingOwed";
    public const string PaymentMade = "paymentMade";
    public const string PaymentPlan = "paymentPlan";
    public const string BelowMinimum = "belowMinimum";
    public const string InCollections = "inCollections";
    public const string NoCard = "noCard";
    public const string OptedOut = "optedOut";
    public const string ErroredOut = "erroredOut";
    public const string NoConsent = "noConsent";
    public const string NoAddress = "noAddress";
    public const string InvalidAddress = "invalidAddress";
    public const string Superseded = "superseded";
    public const string FrequencyCap = "frequencyCap";
    public const string Expired = "expired";
    public const string TemplateInactive = "templateInactive";
    public const string SenderInactive = "senderInactive";
    public const string PracticeInactive = "practiceInactive";
    public const string ChannelOff = "channelOff";
    public const string NoTemplate = "noTemplate";

    // Deferring.
    public const string Paused = "paused";
    public const string BreakerOpen = "breakerOpen";
    public const string OutsideHours = "outsideHours";
    public const string NoBudget = "noBudget";
    public const string TryLater = "tryLater";

    // Why a statement planned nothing.
    public const string NoProfile = "noProfile";
    public const string NoRule = "noRule";
    public const string OlderStatement = "olderStatement";
    public const string DunningLimit = "dunningLimit";

    // Why one rule of a profile planned nothing.
    public const string OtherLevel = "otherLevel";
    public const string OtherAudience = "otherAudience";
    public const string NoCardCharge = "noCardCharge";
    public const string NotPlanned = "notPlanned";

    // Ends of a delivery.
    public const string Replanned = "replanned";
    public const string StatementWithdrawn = "statementWithdrawn";
    public const string Merged = "merged";
    public const string ConnectionLost = "connectionLost";
    public const string MessageTooLarge = "messageTooLarge";
    public const string SiloDied = "siloDied";
    public const string AddressChanged = "addressChanged";
    public const string RetriesExhausted = "retriesExhausted";
    public const string SenderNotConfigured = "senderNotConfigured";
    public const string RenderingFailed = "renderingFailed";
    public const string BatchCancelled = "batchCancelled";

    // Of a call that was answered, and whose message was not heard.
    public const string AnsweringMachine = "answeringMachine";
    public const string Fax = "fax";
    public const string NotConfirmed = "notConfirmed";
    public const string NothingToSay = "nothingToSay";
    // Why one was planned, and why it is not needed any more.
    public const string Fallback = "fallback";
    public const string Reached = "reached";

    // What a person decided.
    public const string ByHand = "byHand";
    public const string Retried = "retried";
    public const string SentAgain = "sentAgain";

    // On demand.
    public const string NoStatement = "noStatement";
    public const string ContactHoursOverridden = "contactHoursOverridden";

    // Details of a reason.
    public const string OfBatch = "batch";
    public const string OfCalls = "calls";
    public const string OfConversation = "conversation";

    /// <summary>A reason with its detail, as it is stored: <c>hold: dispute</c>.</summary>
    public static string With(string code, string detail) => $"{code}{DetailFollows}{detail}";

    /// <summary>The code alone: what programs compare.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    public static string? CodeOf(string? reason) => reason?.Split(DetailFollows, 2)[0];

    /// <summary>What follows the code; null when nothing does.</summary>
    public static string? DetailOf(string? reason) => reason?.Split(DetailFollows, 2) is [_, var detail] ? detail : null;
}
