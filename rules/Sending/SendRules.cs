using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Notifications;
using BalanceNotifications.Senders;

namespace BalanceNotifications.Sending;

/// <summary>
/// Decides, at the moment of sending, whether a notification may leave. The order of the questions is part of the
/// contract: it decides which reason a biller reads.
/// </summary>
public static class SendRules
{
    /// <summary>How long what is paused waits before it is asked again.</summary>
    public static readonly TimeSpan PauseRetry = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long an override of contact hours lasts from the request on. The guarantor was on the phone: what is late
    /// must not arrive in the night.
    /// </summary>
    public static readonly TimeSpan OverrideLasts = TimeSpan.FromMinutes(15);

    /// <summary>The eighth call in seven days is presumed to harass (12 CFR 1006.14(b)(2)).</summary>
    private const int MostCalls = 7;

    private static readonly TimeSpan CallWindow = TimeSpan.FromDays(7);

    public static SendDecision Decide(SendFacts facts, DateTimeOffset now) =>
        Refusal(facts, now) is { } reason ? new SendDecision.WillNotSend(reason)
        : facts.IsPaused ? new SendDecision.Defer(now + PauseRetry, Reason.Paused)
        : BreakerRules.ClosedUntil(facts.Breaker, facts.Notification.Id, now) is { } until
            ? new SendDecision.Defer(until, Reason.BreakerOpen)
        : facts.Hours.Includes(now) || IsOverridden(facts, now) ? Spend(facts)
        : facts.Hours.FirstAllowed(now) is { } opening ? new SendDecision.Defer(opening, Reason.OutsideHours)
        : new SendDecision.WillNotSend(Reason.Expired);

    /// <summary>
    /// Whether a call that was placed may still say what it was placed for. Minutes have passed since: a payment, a hold
    /// or a STOP may have come between. What only stands against placing it does not count any more.
    /// </summary>
    public static bool StillHolds(SendFacts facts, DateTimeOffset now) =>
        !facts.Withdrawn && !facts.BatchCancelled && !facts.InCollections && !facts.CardMissing
        && HoldRefusal(facts, now) is null
        && PreferenceRefusal(facts) is null
        && (IsOnDemand(facts) || (!facts.Superseded && MoneyRefusal(facts) is null));

    private static SendDecision Spend(SendFacts facts) => facts.NoBudgetUntil is { } room
        ? new SendDecision.Defer(room, Reason.NoBudget)
        : new SendDecision.Send();

    // The guarantor is on the phone and asks for it. A collector keeps 08:00 to 21:00 all the same.
    private static bool IsOverridden(SendFacts facts, DateTimeOffset now) =>
        facts.Notification is { OnDemand.OverridesContactHours: true, PlannedAt: var asked }
        && now < asked + OverrideLasts
        && (!facts.Practice.CollectorMode || facts.Hours.Widest.Includes(now));

    private static string? Refusal(SendFacts facts, DateTimeOffset now) =>
        facts.Withdrawn ? Reason.Cancelled
        : facts.BatchCancelled ? Reason.With(Reason.Cancelled, Reason.OfBatch)
        : HoldRefusal(facts, now)
        ?? (IsOnDemand(facts) ? null : MoneyRefusal(facts))
        ?? (facts.InCollections ? Reason.InCollections : null)
        ?? (facts.CardMissing ? Reason.NoCard : null)
        ?? PreferenceRefusal(facts)
        ?? AddressRefusal(facts)
        ?? (facts.Superseded && !IsOnDemand(facts) ? Reason.Superseded : null)
        ?? CapRefusal(facts, now)
        ?? (IsExpired(facts, now) ? Reason.Expired : null)
        ?? SetupRefusal(facts);

    // The cadence's own questions are not asked of what a person asks for: at $0.00 it may be sent (V91).
    private static bool IsOnDemand(SendFacts facts) => facts.Notification.OnDemand is not null;

    private static string? HoldRefusal(SendFacts facts, DateTimeOffset now) =>
        facts.Holds.FirstOrDefault(hold => hold.StandsAt(now)) is { Reason: var why }
            ? Reason.With(Reason.Hold, JsonNamingPolicy.CamelCase.ConvertName(why.ToString()))
            : null;

    private static string? MoneyRefusal(SendFacts facts) =>
        facts.Balance <= Money.Zero || (facts.AmountDue <= Money.Zero && facts.CoveredByPlan is null)
            ? Reason.NothingOwed
        : facts.PaymentMade ? Reason.PaymentMade
        : IsHeldByPlan(facts) ? Reason.PaymentPlan
        : facts.CoveredByPlan is null && facts.Balance - facts.InPlan < MinimumOf(facts) ? Reason.BelowMinimum
        : null;

    // In the mode send the statement always goes out, for nothing; a reminder or notice of nothing does not.
    private static bool IsHeldByPlan(SendFacts facts) => facts.CoveredByPlan switch
    {
        PaymentPlanMode.Hold => true,
        PaymentPlanMode.Send => facts.Notification.Purpose is not NotificationPurpose.Statement,
        null => false,
    };

    /// <summary>The highest of the settings wins (V63).</summary>
    private static Money MinimumOf(SendFacts facts) =>
        Money.Max(facts.Notification.MinimumBalance, facts.Practice.MinimumBalance);

    private static string? PreferenceRefusal(SendFacts facts) => facts.Switch switch
    {
        SwitchState.OptedOut => Reason.OptedOut,
        SwitchState.ErroredOut => Reason.ErroredOut,
        SwitchState.OptedIn when facts.Suppressed => Reason.OptedOut,
        // 47 CFR 64.1200: texts and artificial voices need consent; an e-mail needs only the switch.
        SwitchState.OptedIn when facts.Notification.Channel is not Channel.Email && !facts.Consented =>
            Reason.NoConsent,
        SwitchState.OptedIn => null,
    };

    private static string? AddressRefusal(SendFacts facts) =>
        string.IsNullOrEmpty(facts.Address) ? Reason.NoAddress
        : facts.Notification.Channel is Channel.Email && !EmailAddress.IsValid(facts.Address) ? Reason.InvalidAddress
        : facts.Notification.Channel is not Channel.Email && !PhoneNumber.TryNormalise(facts.Address, out _)
            ? Reason.InvalidAddress
        : null;

    // An account is one guarantor: the cap counts over all profiles and channels.
    private static string? CapRefusal(SendFacts facts, DateTimeOffset now) =>
        CallRefusal(facts, now)
        ?? (facts.Practice.FrequencyCap is { } cap && !IsOnDemand(facts)
            && facts.Contacts.Count(contact => contact.At > now.AddDays(-cap.Days)) >= cap.Contacts
            ? Reason.FrequencyCap
            : null);

    // What a collector may not, on demand or not.
    private static string? CallRefusal(SendFacts facts, DateTimeOffset now) =>
        !facts.Practice.CollectorMode || facts.Notification.Channel is not Channel.Voice ? null
        : facts.Calls.Count(call => call.At > now - CallWindow) >= MostCalls
            ? Reason.With(Reason.FrequencyCap, Reason.OfCalls)
        : facts.NoCallBefore > now ? Reason.With(Reason.FrequencyCap, Reason.OfConversation)
        : null;

    private static bool IsExpired(SendFacts facts, DateTimeOffset now) =>
        facts.Notification.UselessFrom <= now
        || WaitingTime.IsOver(
            facts.IsHeld ? WaitingTime.Pause(facts.Notification, facts.HeldAt, now) : facts.Notification,
            facts.Hours,
            now);

    private static string? SetupRefusal(SendFacts facts) =>
        !facts.TemplateActive ? Reason.TemplateInactive
        : !facts.Practice.Senders.Sends(facts.Notification.Channel) ? Reason.SenderInactive
        : !facts.Practice.Active ? Reason.PracticeInactive
        : !facts.Practice.Channels[facts.Notification.Channel] ? Reason.ChannelOff
        : null;
}
