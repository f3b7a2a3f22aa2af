using BalanceNotifications.Practices;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Profiles;

/// <summary>What a statement profile must be to be saved.</summary>
public static class ProfileRules
{
    /// <param name="templates">The practice's templates by id.</param>
    /// <returns>Everything that is wrong, by JSON path; empty when the profile can be saved.</returns>
    public static IReadOnlyList<FieldError> Validate(
        StatementProfile profile, IReadOnlyDictionary<Guid, MessageTemplate> templates)
    {
        var errors = new FieldErrors();
        errors.Require(
            !string.IsNullOrWhiteSpace(profile.Name) && profile.Name.Length <= 100,
            "name", "A name of 1 to 100 characters is required.");
        errors.Require(profile.DueDays is >= 0 and <= 180, "dueDays", "Between 0 and 180 days.");
        errors.Require(profile.CycleDays is >= 1 and <= 365, "cycleDays", "Between 1 and 365 days.");
        errors.Require(profile.DunningLevels is >= 1 and <= 20, "dunningLevels", "Between 1 and 20 levels.");
        errors.Require(
            profile.MinimumBalance is null || profile.MinimumBalance >= Money.Zero,
            "minimumBalance", "The minimum balance is not negative.");
        Validate(profile.PaymentRule, errors);

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, rule) in profile.Notifications.Index())
        {
            var path = $"notifications[{index}]";
            errors.Require(ids.Add(rule.Id ?? ""), $"{path}.id", "Another notification has this id.");
            NotificationRules.Validate(rule, profile.DunningLevels, templates, path, errors);
        }

        return errors.All;
    }

    /// <summary>What can be saved and is probably not meant.</summary>
    public static IReadOnlyList<FieldError> Warnings(StatementProfile profile, ContactHoursSettings hours)
    {
        var warnings = new FieldErrors();
        foreach (var (index, rule) in profile.Notifications.Index())
        {
            warnings.Require(
                hours.Opens <= rule.Time && rule.Time < hours.Closes, $"notifications[{index}].time",
                "The time is outside the practice's contact hours; the notification will wait for the next opening.");
            NotificationRules.Warn(rule, profile, $"notifications[{index}]", warnings);
        }

        return warnings.All;
    }

    private static void Validate(PaymentRule? rule, FieldErrors errors)
    {
        if (rule is null)
        {
            return;
        }

        errors.Require(
            rule.Percent is null != rule.Amount is null, "paymentRule", "Either percent or amount is required.");
        errors.Require(
            rule.Percent is null or (> 0 and <= 100), "paymentRule.percent", "More than 0, at most 100.");
        errors.Require(
            rule.Amount is null || rule.Amount > Money.Zero, "paymentRule.amount", "The amount is more than 0.");
    }
}
