using System.Text.Json;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Cadence;

/// <summary>When a chain goes on, and with what. No I/O and no clock.</summary>
public static class FallbackRules
{
    /// <summary>
    /// Whether it ended without reaching the guarantor for a reason about its channel, so that another may do better.
    /// What is about the money, the account or our own set-up would stop the others too; what may have arrived is not
    /// said twice; and what is late on one channel is late on all.
    /// </summary>
    public static bool Fails(PlannedNotification ended) => ended.OnDemand is null && ended.Status switch
    {
        // In test mode it went to the practice's own people, and says nothing of the guarantor.
        NotificationStatus.UndeliverablePermanent or NotificationStatus.UndeliverableCanRetry => !ended.Test,
        NotificationStatus.DeliveryError => !ended.Test && ended.Reason is not Reason.SenderNotConfigured,
        NotificationStatus.WillNotSend => Reason.CodeOf(ended.Reason) is Reason.OptedOut or Reason.ErroredOut
            or Reason.NoConsent or Reason.NoAddress or Reason.InvalidAddress,
        _ => false,
    };

    /// <summary>The chain of a rule, with its templates as they stand.</summary>
    /// <param name="revisions">Of the templates that the profile names.</param>
    /// <returns>Null for a rule that names no fallback.</returns>
    public static FallbackPlace? ChainOf(
        StatementProfile profile, NotificationRule rule, int level, IReadOnlyDictionary<Guid, int> revisions) =>
        rule.Fallback.Count == 0
            ? null
            : new(rule.Channel, Of: null, [.. rule.Fallback.Select(step =>
                step.ChannelOf() is { } channel
                && FallbackChoice.TemplateOf(profile, rule, channel, level) is { } template
                && revisions.TryGetValue(template, out var revision)
                    ? new FallbackTarget(step, template, revision)
                    : new FallbackTarget(step, null, null))]);

    /// <summary>
    /// What takes the place of one that failed, under an id that follows from its own: decided at its time like any
    /// other. It keeps the planned instant, which says what it is about.
    /// </summary>
    /// <param name="index">Of the step in what follows <paramref name="failed"/>; a channel.</param>
    /// <param name="dueAt">The first allowed instant from now.</param>
    public static PlannedNotification Take(PlannedNotification failed, int index, DateTimeOffset dueAt)
    {
        var place = failed.Fallback!;
        var target = place.Next[index];
        var channel = target.Step.ChannelOf()
            ?? throw new ArgumentException("Paper is no channel.", nameof(index));
        return new PlannedNotification
        {
            Id = NotificationId.OfFallback(failed.Id, channel),
            StatementId = failed.StatementId,
            Batch = failed.Batch,
            Profile = failed.Profile,
            ProfileRevision = failed.ProfileRevision,
            Rule = failed.Rule,
            Level = failed.Level,
            Channel = channel,
            Purpose = failed.Purpose,
            Template = target.Template ?? Guid.Empty,
            TemplateRevision = target.TemplateRevision ?? 0,
            MinimumBalance = failed.MinimumBalance,
            PlannedAt = failed.PlannedAt,
            DueAt = dueAt,
            UselessFrom = failed.UselessFrom,
            ExpiresAfterHours = failed.ExpiresAfterHours,
            Reason = Reason.With(Reason.Fallback, JsonNamingPolicy.CamelCase.ConvertName(failed.Channel.ToString())),
            Fallback = new(place.First, failed.Id, place.Next[(index + 1)..]),
            Sequence = 1,
        };
    }

    /// <summary>One that failed, after what follows it belongs to another.</summary>
    public static PlannedNotification HandOn(PlannedNotification failed) =>
        failed with { Fallback = failed.Fallback! with { Next = [] } };
}
