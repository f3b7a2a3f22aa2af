using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Sending;
using BalanceNotifications.Templates;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Practices;

/// <summary>What a practice's settings must be to be saved.</summary>
public static class PracticeRules
{
    private static readonly Money HighestMinimum = Money.From(10_000);

    /// <returns>Everything that is wrong, by JSON path; empty when the settings can be saved.</returns>
    public static IReadOnlyList<FieldError> Validate(PracticeSettings practice)
    {
        var errors = new FieldErrors();
        errors.Require(
            !string.IsNullOrWhiteSpace(practice.Name) && practice.Name.Length <= 100,
            "name", "A name of 1 to 100 characters is required.");
        errors.Require(
            ZoneId.IsValid(practice.TimeZone), "timeZone", "The zone is an IANA name such as America/Chicago.");
        errors.Require(
            MoneyFormat.IsCurrency(practice.Currency), "currency", "The currency is an ISO 4217 code such as USD.");
        errors.Require(
            practice.Phone is null || PhoneNumber.TryNormalise(practice.Phone, out _),
            "phone", "The phone number cannot exist.");
        errors.Require(
            practice.LogoUrl is null || IsHttps(practice.LogoUrl), "logoUrl", "The logo is an absolute https URL.");

        ValidateContactHours(practice.ContactHours, errors);
        ValidateLimits(practice, errors);
        ValidateQuickPay(practice.QuickPay, errors);
        SenderRules.Validate(practice, errors);
        return errors.All;
    }

    /// <summary>What can be saved and is probably not meant.</summary>
    public static IReadOnlyList<FieldError> Warnings(PracticeSettings practice) => SenderRules.Warnings(practice);

    private static void ValidateContactHours(ContactHoursSettings hours, FieldErrors errors)
    {
        errors.Require(
            hours.Opens >= ZoneHours.Earliest, "contactHours.opens", "Contact hours open at 08:00 or later.");
        errors.Require(
            hours.Closes <= ZoneHours.Latest, "contactHours.closes", "Contact hours close at 21:00 or earlier.");
        errors.Require(
            hours.Opens < hours.Closes, "contactHours.closes", "Contact hours close after they open.");
        errors.Require(hours.Days.Count > 0, "contactHours.days", "At least one weekday is required.");
        errors.Require(
            hours.Days.Distinct().Count() == hours.Days.Count, "contactHours.days", "Each weekday once.");
    }

    private static void ValidateLimits(PracticeSettings practice, FieldErrors errors)
    {
        errors.Require(
            practice.MinimumBalance >= Money.Zero && practice.MinimumBalance <= HighestMinimum,
            "minimumBalance", "The minimum balance lies between 0 and 10,000.");
        errors.Require(
            practice.PaperFallbackDays is >= 0 and <= 60, "paperFallbackDays", "Between 0 and 60 days.");
        errors.Require(practice.MaxTextSegments is >= 1 and <= 10, "maxTextSegments", "Between 1 and 10 segments.");

        if (practice.FrequencyCap is { } cap)
        {
            errors.Require(
                cap.Contacts is >= 1 and <= ContactLog.MaxContacts,
                "frequencyCap.contacts", $"Between 1 and {ContactLog.MaxContacts} contacts.");
            errors.Require(
                cap.Days is >= 1 and <= ContactLog.MaxDays,
                "frequencyCap.days", $"Between 1 and {ContactLog.MaxDays} days.");
        }

        var costs = practice.Costs;
        errors.Require(costs.PaperStatement >= 0, "costs.paperStatement", "A cost is not negative.");
        errors.Require(costs.Email >= 0, "costs.email", "A cost is not negative.");
        errors.Require(costs.TextSegment >= 0, "costs.textSegment", "A cost is not negative.");
        errors.Require(costs.VoiceMinute >= 0, "costs.voiceMinute", "A cost is not negative.");
    }

    private static void ValidateQuickPay(QuickPaySettings? quickPay, FieldErrors errors)
    {
        if (quickPay is null)
        {
            return;
        }

        errors.Require(
            quickPay.PortalUrl is null ? quickPay.Mode != QuickPayMode.Portal : IsHttps(quickPay.PortalUrl),
            "quickPay.portalUrl", "The mode portal needs an absolute https URL.");
        errors.Require(
            quickPay.LinkLifetimeDays is >= 1 and <= 365, "quickPay.linkLifetimeDays", "Between 1 and 365 days.");
    }

    private static bool IsHttps(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
}
