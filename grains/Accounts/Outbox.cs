using System.Collections.Immutable;
using BalanceNotifications.Audit;

namespace BalanceNotifications.Accounts;

/// <summary>
/// What rides in the state until the tables have it: written in the same write as the change itself, told to the
/// tables after it, and dropped with the next write once they answered. Telling twice changes nothing.
/// </summary>
internal sealed record Outbox
{
    public static readonly Outbox Empty = new();

    public ImmutableArray<TrailEntry> Trail { get; init; } = [];

    public ImmutableArray<LedgerEntry> Ledger { get; init; } = [];

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    /// <summary>Opt-outs of addresses, and their lifts.</summary>
    public ImmutableArray<AddressNotice> Suppressions { get; init; } = [];

    /// <summary>The account's read row changed.</summary>
    public bool AccountRow { get; init; }

    /// <summary>Its place on the pre-collections worklist changed.</summary>
    public bool Worklist { get; init; }

    /// <summary>Statements whose place on the paper list changed.</summary>
    public ImmutableArray<string> Paper { get; init; } = [];

    /// <summary>Holds that were placed, changed or taken off.</summary>
    public ImmutableArray<string> Holds { get; init; } = [];

    /// <summary>Switches that were set to another state; null for none.</summary>
    public ImmutableArray<SwitchLine>? Switches { get; init; }

    public bool IsEmpty => Trail.IsEmpty && Ledger.IsEmpty && Audit.IsEmpty && Suppressions.IsEmpty && !AccountRow
        && !Worklist && Paper.IsEmpty && Holds.IsEmpty && Switches is null;
}
