using System.Collections.Immutable;
using BalanceNotifications.Audit;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>What one account has to tell the tables, in one transaction.</summary>
/// <param name="Notifications">As they are now; only those of the trail are written.</param>
/// <param name="Row">The read row; null when it did not change.</param>
public sealed record AccountPage(
    AccountKey Key,
    string Number,
    ImmutableArray<PlannedNotification> Notifications,
    ImmutableArray<TrailEntry> Trail,
    ImmutableArray<LedgerEntry> Ledger,
    ImmutableArray<AuditEntry> Audit,
    AccountRow? Row,
    ImmutableArray<SuppressionLine> Suppressions)
{
    /// <summary>Null when its place on the pre-collections worklist did not change.</summary>
    public WorklistChange? Worklist { get; init; }

    /// <summary>Statements whose place on the paper list changed.</summary>
    public ImmutableArray<PaperLine> Paper { get; init; } = [];

    /// <summary>Holds that were placed, changed or taken off.</summary>
    public ImmutableArray<HoldLine> Holds { get; init; } = [];

    /// <summary>Switches that were set to another state.</summary>
    public ImmutableArray<SwitchLine> Switches { get; init; } = [];

    /// <summary>The notifications that have something new to tell.</summary>
    internal IEnumerable<PlannedNotification> Told() =>
        Notifications.Where(notification => Trail.Any(entry => entry.Notification == notification.Id));
}

/// <param name="Sequence">The account's count of writes.</param>
/// <param name="Row">Null when it is not on the list.</param>
public sealed record WorklistChange(long Sequence, PreCollectionsRow? Row);

public sealed record PreCollectionsRow(
    DateTimeOffset Since, int Level, Money Balance, string StatementId, bool Clears);

/// <summary>One step of a notification. Append-only: the key is notification and sequence.</summary>
/// <param name="Actor">A key's name, or <c>system</c>.</param>
public sealed record TrailEntry(
    Guid Notification, int Sequence, DateTimeOffset At, NotificationStatus Status, string? Reason, string Actor);

/// <summary>What the ledger remembers of. The numbers are stored; they never change.</summary>
public enum LedgerKind
{
    Statement = 1,
    Posting = 2,

    /// <summary>Under the id of the posting that was reversed.</summary>
    Reversal = 3,

    /// <summary>Under the id of the request.</summary>
    OnDemand = 4,

    /// <summary>A row of a batch of accounts, under batch and row: such a row has no id of its own.</summary>
    Row = 5,

    /// <summary>Its answer is the hold as it was first placed.</summary>
    Hold = 6,
}

/// <param name="BodyHash">Tells a repeat from a reused id.</param>
/// <param name="Answer">The first answer, as JSON.</param>
public sealed record LedgerEntry(LedgerKind Kind, string Id, string BodyHash, string Answer);

/// <summary>The read row of an account, for lists and search.</summary>
/// <param name="NextDue">When its next notification is due; null when none is planned.</param>
/// <param name="HoldUntil">When its last hold ends, the end of time for one without an end; null without a hold.</param>
/// <param name="ErroredOut">A failed delivery has set one of its switches.</param>
/// <param name="MergedInto">The number of the account that has taken its place; null for most.</param>
public sealed record AccountRow(
    string FirstName,
    string LastName,
    byte[]? EmailHash,
    byte[]? PhoneHash,
    Money Balance,
    DateTimeOffset? NextDue,
    long Sequence,
    StandInHashes StandIns,
    DateTimeOffset? HoldUntil,
    bool ErroredOut,
    string? MergedInto)
{
    /// <summary>Texts or calls are switched on, and no consent to them is recorded.</summary>
    public bool ConsentMissing { get; init; }
}

/// <summary>Keyed hashes of the addresses that stand in for the account's own; null where there are none.</summary>
public sealed record StandInHashes(
    byte[]? PreferredEmail, byte[]? PreferredPhone, byte[]? ConfidentialEmail, byte[]? ConfidentialPhone);
