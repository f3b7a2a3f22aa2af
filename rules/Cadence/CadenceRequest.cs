using System.Collections.Immutable;
using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Cadence;

/// <summary>Everything a plan follows from.</summary>
/// <param name="Salt">The practice's, for the ids.</param>
/// <param name="AccountKey">The account's keyed hash, for the ids.</param>
/// <param name="DunningCount">With this statement counted.</param>
/// <param name="TemplateRevisions">The revision in force of each template that the profile names.</param>
public sealed record CadenceRequest(
    byte[] Salt,
    string AccountKey,
    PracticeSettings Practice,
    Guid ProfileId,
    int ProfileRevision,
    StatementProfile Profile,
    IReadOnlyDictionary<Guid, int> TemplateRevisions,
    StatementFacts Statement,
    Recipient Recipient,
    int DunningCount)
{
    /// <summary>What may be asked for, for rules with a minimum; null where it is not known, and every minimum is met.</summary>
    public Money? Balance { get; init; }
}

/// <summary>What of a statement decides its cadence.</summary>
public sealed record StatementFacts(string Id, DateOnly StatementDate, DateOnly DueDate, Guid? Batch)
{
    /// <summary>The day the card on file will be charged; null when it will not.</summary>
    public DateOnly? CardChargeDate { get; init; }
}

/// <summary>What of an account decides its cadence.</summary>
/// <param name="Disputed">A dispute hold stands: nothing that threatens collection is planned (12 CFR 1006.38).</param>
public sealed record Recipient(AccountDetails Details, bool Paperless, bool Disputed = false);

/// <param name="Level">The dunning level the statement is billed at; 0 where the limit is passed.</param>
/// <param name="Why">Why nothing was planned; null when something was.</param>
public sealed record CadencePlan(int Level, ImmutableArray<PlannedNotification> Notifications, string? Why)
{
    public static CadencePlan Nothing(string why, int level = 0) => new(level, [], why);
}
