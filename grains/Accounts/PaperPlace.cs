namespace BalanceNotifications.Accounts;

/// <summary>
/// A statement on the paper list, or on its way there. Part of the stored account state: members are only ever added.
/// </summary>
/// <param name="At">When it was put on the list, or will be unless the guarantor is reached or has paid by then.</param>
/// <param name="LeavesPaperless">Being listed opts the guarantor out of paperless (V81), as the practice had it set.</param>
internal sealed record PaperPlace(
    string StatementId, PaperReason Reason, DateTimeOffset At, bool Listed, bool LeavesPaperless);
