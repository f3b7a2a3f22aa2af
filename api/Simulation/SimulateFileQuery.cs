using System.Globalization;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Simulation;

/// <summary>What a simulation over a file is told in the query, with the names of <see cref="SimulateRequest"/>.</summary>
/// <param name="PercentWhoPay">With <paramref name="AfterDays"/>, or neither.</param>
internal sealed record SimulateFileQuery(
    string? Days,
    string? From,
    string? Revision,
    string? Items,
    string? PercentWhoPay,
    string? AfterDays,
    string? PercentOfBalance)
{
    public SimulationWanted Read(FieldChecks checks, DateOnly today)
    {
        var payments = PercentWhoPay is null && AfterDays is null && PercentOfBalance is null
            ? null
            : new PaymentsBody(
                Number(PercentWhoPay, "payments.percentWhoPay", checks),
                Number(AfterDays, "payments.afterDays", checks),
                Number(PercentOfBalance, "payments.percentOfBalance", checks));
        return new SimulationOptions(
            Number(Days, "days", checks), Date(checks), Number(Revision, "revision", checks),
            Number(Items, "items", checks)).Read(checks, payments?.Read(checks), today);
    }

    private DateOnly? Date(FieldChecks checks)
    {
        if (DateOnly.TryParseExact(From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        if (From is not null)
        {
            checks.Add("from", "Is a date, such as 2026-11-23.");
        }

        return null;
    }

    private static int? Number(string? text, string field, FieldChecks checks)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        if (text is not null)
        {
            checks.Add(field, "Is a whole number.");
        }

        return null;
    }
}
