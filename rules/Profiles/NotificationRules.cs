using System.Text.Json;
using System.Text.RegularExpressions;
using BalanceNotifications.Notifications;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Profiles;

/// <summary>What one row of a profile's notification panel must be.</summary>
internal static partial class NotificationRules
{
    public static void Validate(
        NotificationRule rule,
        int dunningLevels,
        IReadOnlyDictionary<Guid, MessageTemplate> templates,
        string path,
        FieldErrors errors)
    {
        errors.Require(
            rule.Id is not null && RuleId().IsMatch(rule.Id),
            $"{path}.id", "An id is 1 to 40 letters, digits, dots, underscores or hyphens.");
        errors.Require(
            rule.Level is null || (rule.Level >= 1 && rule.Level <= dunningLevels),
            $"{path}.level", "A level lies between 1 and dunningLevels; null is every level.");
        errors.Require(
            rule.Send == SendWhen.On ? rule.Days == 0 : rule.Days is >= 1 and <= 365,
            $"{path}.days", "0 days for on, 1 to 365 for before and after.");
        errors.Require(
            rule.MinimumBalance is null || rule.MinimumBalance >= Money.Zero,
            $"{path}.minimumBalance", "The minimum balance is not negative.");
        errors.Require(
            rule.ExpiresAfterHours is >= 1 and <= 720, $"{path}.expiresAfterHours", "Between 1 and 720 hours.");
        errors.Require(
            rule.Purpose != NotificationPurpose.CardCharge || rule.Audience == Audience.CardOnFile,
            $"{path}.audience", "A notice of a card charge goes to cardOnFile.");
        ValidateTemplate(rule.Template, rule.Channel, templates, $"{path}.template", errors);
        ValidateFallback(rule, templates, path, errors);
    }

    /// <summary>Steps for which the profile has no template at a level that the rule can be planned at.</summary>
    public static void Warn(NotificationRule rule, StatementProfile profile, string path, FieldErrors warnings)
    {
        int[] levels = rule.Level is { } own ? [own] : [.. Enumerable.Range(1, profile.DunningLevels)];
        foreach (var (index, step) in rule.Fallback.Index())
        {
            warnings.Require(
                step.ChannelOf() is not { } channel
                || levels.All(level => FallbackChoice.TemplateOf(profile, rule, channel, level) is not null),
                $"{path}.fallback[{index}]",
                "The profile has no template for it; the step is passed over. Name one in fallbackTemplates.");
        }
    }

    private static void ValidateTemplate(
        Guid id, Channel channel, IReadOnlyDictionary<Guid, MessageTemplate> templates, string path, FieldErrors errors)
    {
        var known = templates.TryGetValue(id, out var template);
        errors.Require(known, path, "The practice has no such template.");
        errors.Require(!known || template!.Channel == channel, path, "The template is for another channel.");
        errors.Require(
            !known || template!.Active || template.Replacement is not null, path, "The template is inactive.");
    }

    private static void ValidateFallback(
        NotificationRule rule, IReadOnlyDictionary<Guid, MessageTemplate> templates, string path, FieldErrors errors)
    {
        errors.Require(
            rule.Fallback.All(step => step.ChannelOf() != rule.Channel),
            $"{path}.fallback", "A fallback is not the rule's channel.");
        errors.Require(
            rule.Fallback.Distinct().Count() == rule.Fallback.Count, $"{path}.fallback", "Each channel once.");
        errors.Require(
            !rule.Fallback.SkipLast(1).Contains(FallbackStep.Paper), $"{path}.fallback", "Paper is the last resort.");
        foreach (var (channel, template) in rule.FallbackTemplates ?? new Dictionary<Channel, Guid>())
        {
            var field = $"{path}.fallbackTemplates.{JsonNamingPolicy.CamelCase.ConvertName(channel.ToString())}";
            errors.Require(
                rule.Fallback.Any(step => step.ChannelOf() == channel), field, "The channel is not among the fallback.");
            ValidateTemplate(template, channel, templates, field, errors);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,40}\z")]
    private static partial Regex RuleId();
}
