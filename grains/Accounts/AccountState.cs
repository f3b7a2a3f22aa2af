using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BalanceNotifications.Cadence;
using BalanceNotifications.Profiles;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>
/// What is stored of an account. Replaced, never edited; members are only ever added, and a sample of each released
/// version is kept as a test.
/// </summary>
internal sealed record AccountState : ITellsTables
{
    /// <summary>Version of this shape.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Null until the account is created.</summary>
    public string? Number { get; init; }

    public AccountDetails Details { get; init; } = new();

    /// <summary>When the newest of the details and the consent reached us; null in states of the first release.</summary>
    public DateTimeOffset? DetailsAt { get; init; }

    public AccountSwitches Switches { get; init; } = new();

    /// <summary>Evidence about switches that was dated ahead when it was told, the newest of it.</summary>
    public ImmutableArray<ToldAhead> ToldAhead { get; init; } = [];

    /// <summary>Recorded consent to texts and calls; null when there is none.</summary>
    public Evidence? Consent { get; init; }

    public ImmutableArray<Hold> Holds { get; init; } = [];

    public AccountBalance Balance { get; init; } = new();

    /// <summary>When the last snapshot, statement or posting reached us; null before the first.</summary>
    public DateTimeOffset? LastArrival { get; init; }

    /// <summary>Statements accepted and not taken back by a payment or withdrawal (V48); see <see cref="Dunning"/>.</summary>
    public int DunningCount { get; init; }

    /// <summary>What the statements that are not remembered any more raised it to; null in states of the first release.</summary>
    public int? DunningBase { get; init; }

    /// <summary>Its place on the worklist after the last notice; null when it is not there.</summary>
    public PreCollections? PreCollections { get; init; }

    /// <summary>Null unless it was moved to collections and not recalled.</summary>
    public CollectionsMark? InCollections { get; init; }

    /// <summary>The newest ones, oldest first; all that have something open are among them.</summary>
    public ImmutableArray<AccountStatement> Statements { get; init; } = [];

    /// <summary>Open ones, and ended ones whose history is not acknowledged yet.</summary>
    public ImmutableArray<PlannedNotification> Notifications { get; init; } = [];

    /// <summary>What left to the guarantor, or may have, in the last 30 days, oldest first; at most 100.</summary>
    public ImmutableArray<PastContact> Contacts { get; init; } = [];

    /// <summary>The intent to merge, until the other account has taken over; null otherwise.</summary>
    public MergeIntent? Merging { get; init; }

    /// <summary>The number of the account that has taken this one's place; null for most.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Keys of the accounts whose place this one has taken, with theirs before them.</summary>
    public ImmutableArray<string> Absorbed { get; init; } = [];

    /// <summary>
    /// Those that ended in error and are not closed yet, oldest first, the newest hundred: a later success closes them (V73).
    /// </summary>
    public ImmutableArray<PlannedNotification> Errors { get; init; } = [];

    /// <summary>Statements on the paper list, and those that will be unless something reaches the guarantor; one place each.</summary>
    public ImmutableArray<PaperPlace> Paper { get; init; } = [];

    /// <summary>Counts what clients wrote: the account's ETag.</summary>
    public int ClientRevision { get; init; }

    /// <summary>Counts all writes: the read table takes a row only if its sequence is higher.</summary>
    public long Sequence { get; init; }

    /// <summary>What history, ledger and audit have yet to be told.</summary>
    public Outbox Outbox { get; init; } = Outbox.Empty;

    /// <summary>Committed with the state, where the storage does that, and never part of it.</summary>
    [JsonIgnore]
    public AccountPage? Page { get; init; }

    /// <summary>The account that has taken, or is taking, this one's place: it takes nothing any more. Null for most.</summary>
    [JsonIgnore]
    public string? TakenOverBy => MergedInto ?? Merging?.Into;
}

/// <summary>A place on the pre-collections worklist.</summary>
/// <param name="Level">The highest dunning level, at which the last notice went out.</param>
/// <param name="StatementId">The statement that was over the limit.</param>
/// <param name="Clears">Whether the next cycle batch clears it (V42).</param>
internal sealed record PreCollections(DateTimeOffset Since, int Level, string StatementId, bool Clears);

internal sealed record CollectionsMark(DateTimeOffset At, string By);

/// <summary>One statement as the account remembers it.</summary>
/// <param name="Reduced">
/// What payments, credits, write-offs and negative adjustments that it does not include took off, less reversals.
/// </param>
/// <param name="Withdrawn">Taken back while something of it was in flight; otherwise it would be gone.</param>
/// <param name="AsOf">The instant its amounts were taken: postings up to then are in them. Null: order of arrival.</param>
/// <param name="Level">The dunning level it was billed at; 0 when it planned nothing.</param>
/// <param name="Counted">Whether it raised the dunning count, and the count has not been taken back.</param>
/// <param name="Origin">
/// The number it was billed to, where accounts were merged since: it bills the debt of that account alone. Null: it
/// bills whatever the account owed.
/// </param>
internal sealed record AccountStatement(
    string Id,
    StatementKind Kind,
    DateOnly StatementDate,
    DateOnly DueDate,
    Money AmountDue,
    Money Reduced,
    DateOnly? CardChargeDate,
    Guid? Batch,
    bool Counted = true,
    bool Withdrawn = false,
    DateTimeOffset? AsOf = null,
    int Level = 0,
    string? Origin = null)
{
    /// <summary>Null when no profile was in force, and in states of the first release.</summary>
    public StatementPlan? Plan { get; init; }

    /// <summary>Why it planned nothing, a code of <see cref="Notifications.Reason"/>; null when it planned something.</summary>
    public string? PlannedNothing { get; init; }

    /// <summary>When it reached us; null in states of the first release.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>The account's balance that was stated with it; null where none was, and in states of the first release.</summary>
    public Money? BalanceThen { get; init; }

    /// <summary>
    /// The statement of a balance that cleared it before its account was merged with another, whose debt that says
    /// nothing about. Null for most.
    /// </summary>
    public StatedMoment? ClearedAt { get; init; }

    /// <summary>The payment rule of the profile it was planned by, frozen with it; null when there is none.</summary>
    public PaymentRule? Rule { get; init; }

    /// <summary>How many of its notifications went out, or may have.</summary>
    public int Reached { get; init; }

    /// <summary>How many of its notifications could not be delivered (V52).</summary>
    public int Undelivered { get; init; }

    /// <summary>Whether it takes the place of an earlier one: what came with a merged account bills another debt.</summary>
    public bool BillsDebtOf(AccountStatement earlier) => Origin is null || Origin == earlier.Origin;

    /// <summary>The moment its amounts speak of. In states of the first release: before all that comes.</summary>
    [JsonIgnore]
    public StatedMoment Stated => new(AsOf, ReceivedAt ?? DateTimeOffset.MinValue);
}

/// <summary>The four switches as they stand.</summary>
internal sealed record AccountSwitches
{
    private static readonly SwitchSetting OptedOut = new(SwitchState.OptedOut);

    public SwitchSetting Paperless { get; init; } = OptedOut;

    public SwitchSetting Email { get; init; } = OptedOut;

    public SwitchSetting Text { get; init; } = OptedOut;

    public SwitchSetting Voice { get; init; } = OptedOut;

    public SwitchSetting this[SwitchKind kind] => kind switch
    {
        SwitchKind.Paperless => Paperless,
        SwitchKind.Email => Email,
        SwitchKind.Text => Text,
        SwitchKind.Voice => Voice,
    };

    public bool Any(SwitchState state) =>
        Paperless.State == state || Email.State == state || Text.State == state || Voice.State == state;

    public AccountSwitches With(SwitchKind kind, SwitchSetting setting) => kind switch
    {
        SwitchKind.Paperless => this with { Paperless = setting },
        SwitchKind.Email => this with { Email = setting },
        SwitchKind.Text => this with { Text = setting },
        SwitchKind.Voice => this with { Voice = setting },
    };
}
