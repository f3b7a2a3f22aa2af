using BalanceNotifications.Contact;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

/// <summary>Rules that several account requests share.</summary>
internal static class RequestRules
{
    private const int MaxText = 1000;

    public static string ClientIdOf(this FieldChecks checks, string? id, string field)
    {
        var given = checks.Required(id, field);
        if (id is not null && !ClientId.IsValid(id))
        {
            checks.Add(field, ClientId.Form);
        }

        return given;
    }

    public static DateOnly DateOf(this FieldChecks checks, DateOnly? date, string field, RequestOrigin origin)
    {
        var given = checks.Required(date, field);
        checks.Window(date, field, origin);
        return given;
    }

    /// <summary>A date must lie where the ledger remembers and partitions exist; null is left to the caller.</summary>
    public static void Window(this FieldChecks checks, DateOnly? date, string field, RequestOrigin origin)
    {
        if (date is { } tooOld && AcceptedDates.IsTooOld(tooOld, origin.Today))
        {
            checks.Add(field, $"Lies more than {AcceptedDates.DaysBack} days back.");
        }

        if (date is { } tooFar && AcceptedDates.IsTooFar(tooFar, origin.Today))
        {
            checks.Add(field, $"Lies more than {AcceptedDates.DaysAhead} days ahead.");
        }
    }

    /// <summary>One from the future would outrank everything that follows it.</summary>
    public static DateTimeOffset? Past(
        this FieldChecks checks, DateTimeOffset? instant, string field, RequestOrigin origin)
    {
        if (instant is { } at && origin.IsInTheFuture(at))
        {
            checks.Add(field, "Lies in the future.");
        }

        return instant?.ToUniversalTime();
    }

    /// <summary>Free text of a person, without what no database takes; null where there is none.</summary>
    public static string? Note(this FieldChecks checks, string? text, string field)
    {
        if (text is { Length: > MaxText } || text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            checks.Add(field, $"Is at most {MaxText} characters of text.");
        }

        return text;
    }

    public static Evidence? EvidenceOf(
        this FieldChecks checks, EvidenceBody? evidence, string field, RequestOrigin origin) =>
        evidence is null
            ? null
            : new(
                checks.Past(checks.Required(evidence.At, $"{field}.at"), $"{field}.at", origin)!.Value,
                checks.Note(checks.Required(OrNull(evidence.Source), $"{field}.source"), $"{field}.source")!,
                checks.Note(evidence.Wording, $"{field}.wording") ?? "");

    /// <summary>In E.164 where it is a number; as it came where it is none, for a check to refuse.</summary>
    public static string? E164(string? phone) => PhoneNumber.TryNormalise(phone, out var e164) ? e164 : OrNull(phone);

    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
