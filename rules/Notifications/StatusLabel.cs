namespace BalanceNotifications.Notifications;

/// <summary>What screens call a status: the vendor's names where the vendor has one (domain.md 1.5).</summary>
public static class StatusLabel
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [Reason.NothingOwed] = "Nothing Owed",
        [Reason.PaymentMade] = "Payment Made",
        [Reason.PaymentPlan] = "Payment Plan",
        [Reason.BelowMinimum] = "Below Minimum",
        [Reason.InCollections] = "In Collections",
        [Reason.NoCard] = "No Card",
        [Reason.OptedOut] = "Opted Out",
        [Reason.ErroredOut] = "Errored Out",
        [Reason.NoConsent] = "No Consent",
        [Reason.NoAddress] = "No Address",
        [Reason.InvalidAddress] = "Invalid Address",
        [Reason.FrequencyCap] = "Frequency Cap",
        [Reason.TemplateInactive] = "Template Inactive",
        [Reason.SenderInactive] = "Sender Inactive",
        [Reason.PracticeInactive] = "Practice Inactive",
        [Reason.ChannelOff] = "Channel Off",
        [Reason.NoTemplate] = "No Template",
    };

    /// <param name="reason">Only <see cref="NotificationStatus.WillNotSend"/> shows it; null where there is none.</param>
    public static string Of(NotificationStatus status, string? reason = null) => status switch
    {
        NotificationStatus.Scheduled => "Scheduled",
        NotificationStatus.Deferred => "Deferred",
        NotificationStatus.Sending => "Sending",
        NotificationStatus.Sent => "Sent",
        NotificationStatus.Delivered => "Delivered",
        NotificationStatus.UndeliverableCanRetry => "Undeliverable - Can Retry",
        NotificationStatus.UndeliverablePermanent => "Undeliverable - Permanent",
        NotificationStatus.DeliveryError => "Delivery Error",
        NotificationStatus.QueueingError => "Queueing Error",
        NotificationStatus.WillNotSend => reason is null ? "Will Not Send" : $"Will Not Send - {Words(reason)}",
        NotificationStatus.Cancelled => "Cancelled",
        NotificationStatus.Archived => "Archived",
        NotificationStatus.Resolved => "Resolved",
        NotificationStatus.OutcomeUnknown => "Outcome Unknown",
    };

    private static string Words(string reason)
    {
        var code = Reason.CodeOf(reason);
        var words = Reasons.TryGetValue(code, out var known) ? known : Capital(code);
        return Reason.DetailOf(reason) is { } detail ? $"{words} ({Capital(detail)})" : words;
    }

    private static string Capital(string code) => $"{char.ToUpperInvariant(code[0])}{code[1..]}";
}
