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
        ValidateTemplate(rule, templates, path, errors);
        ValidateFallback(rule, path, errors);
    }

    private static void ValidateTemplate(
        NotificationRule rule, IReadOnlyDictionary<Guid, MessageTemplate> templates, string path, FieldErrors errors)
    {
        var known = templates.TryGetValue(rule.Template, out var template);
        errors.Require(known, $"{path}.template", "The practice has no such template.");
        errors.Require(
            !known || template!.Channel == rule.Channel, $"{path}.template", "The template is for another channel.");
        errors.Require(
            !known || template!.Active || template.Replacement is not null,
            $"{path}.template", "The template is inactive.");
    }

    private static void ValidateFallback(NotificationRule rule, string path, FieldErrors errors)
    {
        errors.Require(
            !rule.Fallback.Contains(rule.Channel), $"{path}.fallback", "A fallback is not the rule's channel.");
        errors.Require(
            rule.Fallback.Distinct().Count() == rule.Fallback.Count, $"{path}.fallback", "Each channel once.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,40}\z")]
    private static partial Regex RuleId();
}
