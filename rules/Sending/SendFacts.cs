using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Practices;
using BalanceNotifications.Senders;

namespace BalanceNotifications.Sending;

/// <summary>Everything a decision follows from, as it stands at the moment of sending.</summary>
/// <param name="AmountDue">What is left to pay of the statement.</param>
/// <param name="Withdrawn">The statement was taken back.</param>
/// <param name="Superseded">A later statement has taken this one's place.</param>
/// <param name="Switch">The channel's switch.</param>
/// <param name="Suppressed">The address is on the practice's list of those not to write to.</param>
/// <param name="Address">Where it would go; null when there is none.</param>
/// <param name="InstallationPaused">The one switch that stops everything.</param>
public sealed record SendFacts(
    PlannedNotification Notification,
    Money Balance,
    Money AmountDue,
    bool Withdrawn,
    bool Superseded,
    IReadOnlyList<Hold> Holds,
    SwitchState Switch,
    bool Consented,
    bool Suppressed,
    string? Address,
    bool TemplateActive,
    PracticeSettings Practice,
    ContactHours Hours,
    bool InstallationPaused)
{
    /// <summary>The newest attempt, which may have arrived, went to another address than <see cref="Address"/>.</summary>
    public bool WentElsewhere { get; init; }

    /// <summary>The batch that brought the statement was cancelled.</summary>
    public bool BatchCancelled { get; init; }

    /// <summary>The profile or the batch that planned it waits.</summary>
    public bool Paused { get; init; }

    /// <summary>When the first of the pauses that hold it back began; null when none does, or it is not known.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public bool IsPaused => InstallationPaused || Practice.Paused || Paused;

    /// <summary>Of the sender it would leave by.</summary>
    public SenderBreaker Breaker { get; init; } = SenderBreaker.Closed;

    /// <summary>When there may be room again in the budgets of its sender; null while there is, or it is not asked yet.</summary>
    public DateTimeOffset? NoBudgetUntil { get; init; }

    /// <summary>Held back by people, or by a sender that fails: its time does not run.</summary>
    public bool IsHeld => IsPaused || Breaker.IsOpen;

    /// <summary>When the first of what holds it back began; null when nothing does, or it is not known.</summary>
    public DateTimeOffset? HeldAt =>
        Breaker.OpenedAt is { } opened && !(PausedAt < opened) ? opened : PausedAt;

    /// <summary>What left to this guarantor in the last 30 days, or may have; without this notification.</summary>
    public IReadOnlyList<PastContact> Contacts { get; init; } = [];

    /// <summary>The calls placed to this guarantor in the last 30 days, every attempt.</summary>
    public IReadOnlyList<PastContact> Calls { get; init; } = [];

    /// <summary>
    /// A collector does not call before, because of a conversation; null without one (12 CFR 1006.14(b)(2)(i)(B)).
    /// </summary>
    public DateTimeOffset? NoCallBefore { get; init; }

    /// <summary>What was paid since meets the payment rule frozen with the statement (V43).</summary>
    public bool PaymentMade { get; init; }

    /// <summary>How much of the balance is in a payment plan, and not asked for (V65).</summary>
    public Money InPlan { get; init; }

    /// <summary>The plan covers all of it; null where it does not, or there is none.</summary>
    public PaymentPlanMode? CoveredByPlan { get; init; }

    /// <summary>The account has been moved to collections.</summary>
    public bool InCollections { get; init; }

    /// <summary>It announces the charge of a card that is not on file any more.</summary>
    public bool CardMissing { get; init; }
}
