using BalanceNotifications.Notifications;

namespace BalanceNotifications.Profiles;

/// <summary>
/// A statement profile (V12): which notifications a statement plans. Revisions are immutable; a statement keeps the
/// revision of the moment it was posted.
/// </summary>
/// <param name="Default">The profile of accounts that name none, for its <paramref name="UsedFor"/>.</param>
/// <param name="CycleDays">Minimum days between statements (V38).</param>
/// <param name="DunningLevels">How often a balance is billed without an adequate payment (V39), 1 to 20.</param>
/// <param name="NoDunningLimit">The last level repeats for ever (V40).</param>
/// <param name="MinimumBalance">Null leaves it to the practice; the higher of the two wins (V63).</param>
public sealed record StatementProfile(
    string Name,
    ProfileUse UsedFor,
    bool Default,
    int DueDays,
    int CycleDays,
    int DunningLevels,
    bool NoDunningLimit,
    PaymentRule? PaymentRule,
    Money? MinimumBalance,
    IReadOnlyList<NotificationRule> Notifications)
{
    /// <summary>Each cycle batch clears what the one before put on the pre-collections worklist (V42).</summary>
    public bool ClearPreCollections { get; init; } = true;

    /// <summary>Every template that its rules name, for themselves and for their fallbacks; each once.</summary>
    public IEnumerable<Guid> NamedTemplates() => Notifications
        .SelectMany(rule => (rule.FallbackTemplates?.Values ?? []).Prepend(rule.Template))
        .Distinct();
}

public enum ProfileUse
{
    Statements,
    Invoices,
}

/// <summary>What counts as an adequate payment (V43): a share of the amount due, or an amount.</summary>
public sealed record PaymentRule(decimal? Percent, Money? Amount, DunningReset Reset)
{
    /// <param name="lowered">What payments and whatever else lowers took off.</param>
    /// <param name="amountDue">What was billed; one who pays less than the rule's amount, but all of it, has met it.</param>
    public bool IsMetBy(Money lowered, Money amountDue) =>
        lowered > Money.Zero && (Percent, Amount) switch
        {
            ({ } percent, _) => lowered.Cents * 100m >= percent * amountDue.Cents,
            (null, { } amount) => lowered >= Money.Min(amount, amountDue),
            (null, null) => false,
        };
}

/// <summary>What an adequate payment that does not clear the balance does to the dunning count (V44).</summary>
public enum DunningReset
{
    Zero,
    MinusOne,
}

/// <summary>One row of a profile's notification panel (V14–V18).</summary>
/// <param name="Id">Unique in the profile; part of a notification's identity.</param>
/// <param name="Level">The dunning level it belongs to; null for every level.</param>
/// <param name="Days">Days before or after the anchor; 0 for <see cref="SendWhen.On"/>.</param>
/// <param name="Time">In the guarantor's zone.</param>
/// <param name="Template">Id of the template.</param>
/// <param name="MinimumBalance">Null leaves it to profile and practice; the highest wins (V63).</param>
/// <param name="ExpiresAfterHours">Allowed time after which it is no use any more, 1 to 720.</param>
/// <param name="Fallback">What to try when the channel cannot deliver, in order; paper, if any, is the last.</param>
public sealed record NotificationRule(
    string Id,
    int? Level,
    Channel Channel,
    SendWhen Send,
    Anchor Anchor,
    int Days,
    TimeOnly Time,
    Guid Template,
    NotificationPurpose Purpose,
    Audience Audience,
    Money? MinimumBalance,
    int ExpiresAfterHours,
    IReadOnlyList<FallbackStep> Fallback)
{
    /// <summary>Templates by channel of the fallback; null or without one: see <see cref="FallbackChoice"/>.</summary>
    public IReadOnlyDictionary<Channel, Guid>? FallbackTemplates { get; init; }
}

public enum SendWhen
{
    Before,
    On,
    After,
}

/// <summary>The date a rule counts from: the vendor has both (V16, V17).</summary>
public enum Anchor
{
    StatementDate,
    DueDate,
}

public enum Audience
{
    Everyone,
    Paperless,
    NotPaperless,
    CardOnFile,
    NoCardOnFile,
}
