using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Cadence;

/// <summary>Why a rule of a profile planned nothing for a statement, as a code and in plain words.</summary>
public static class RuleSilence
{
    /// <param name="planned">Why the statement planned nothing at all; null when other rules did.</param>
    /// <param name="level">The level the statement was billed at.</param>
    /// <param name="recipient">As the account is today.</param>
    public static (string Code, string Why) Of(NotificationRule rule, string? planned, int level, Recipient recipient) =>
        planned is not (null or Reason.NoRule) ? (planned, InWords(planned))
        : rule.Level is { } own && own != level
            ? (Reason.OtherLevel, $"It belongs to dunning level {own}; the statement was billed at level {level}.")
        : !IsInAudience(rule.Audience, recipient) ? (Reason.OtherAudience, $"It is for {Audience(rule.Audience)} only.")
        : rule.Purpose is NotificationPurpose.CardCharge
            ? (Reason.NoCardCharge, "It announces the charge of a card, and the statement names none.")
        : rule.MinimumBalance is { } minimum
            ? (Reason.NotPlanned, $"It did not apply when the statement was posted; it asks for a balance of {minimum}.")
        : (Reason.NotPlanned, "It did not apply to the account as it was when the statement was posted.");

    /// <summary>Why a statement planned nothing, for people.</summary>
    public static string InWords(string code) => code switch
    {
        Reason.NoProfile => "No approved profile was in force when the statement was posted.",
        Reason.NoRule => "No rule of the profile applied to the statement.",
        Reason.OlderStatement => "A later statement had come before it.",
        Reason.DunningLimit => "The account is past the last dunning level.",
        Reason.InCollections => "The account is in collections.",
        _ => $"The statement planned nothing: {code}.",
    };

    private static bool IsInAudience(Audience audience, Recipient recipient) => audience switch
    {
        Profiles.Audience.Everyone => true,
        Profiles.Audience.Paperless => recipient.Paperless,
        Profiles.Audience.NotPaperless => !recipient.Paperless,
        Profiles.Audience.CardOnFile => recipient.Details.Card is not null,
        Profiles.Audience.NoCardOnFile => recipient.Details.Card is null,
    };

    private static string Audience(Audience audience) => audience switch
    {
        Profiles.Audience.Everyone => "everyone",
        Profiles.Audience.Paperless => "paperless guarantors",
        Profiles.Audience.NotPaperless => "guarantors on paper",
        Profiles.Audience.CardOnFile => "guarantors with a card on file",
        Profiles.Audience.NoCardOnFile => "guarantors without a card on file",
    };
}
