using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Batches;

/// <summary>
/// One row of an upload while it is checked: it collects what is wrong, and ends as a row to store.
/// </summary>
/// <param name="number">Counted from 1, the header not counted.</param>
/// <param name="origin">The upload it is part of.</param>
internal sealed class UploadedRow(int number, RequestOrigin origin)
{
    private const int MaxShown = 200;

    public FieldChecks Checks { get; } = new();

    public RequestOrigin Origin => origin;

    /// <summary>Its place, as an id for what has none of its own: the same each time the row is told.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{origin.Batch:n}-{number}");

    /// <summary>Null but for the rows of an on-demand file.</summary>
    public OnDemandRules? OnDemand { get; init; }

    public string? Account { get; set; }

    /// <summary>For a command that does not check the number itself.</summary>
    public void CheckAccount()
    {
        if (!AccountRules.IsAccountNumber(Account))
        {
            Checks.Add("account", "Is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'.");
        }
    }

    /// <param name="command">What the account grain is to be told.</param>
    /// <param name="salt">The practice's.</param>
    public IntakeRow Accept<T>(T command, int practice, ReadOnlySpan<byte> salt) =>
        new(number, Account, AccountKey.Of(practice, salt, Account!).Hash, Database.ToJson(command), Fault: null);

    /// <param name="order">Where a field stands in the file.</param>
    /// <param name="name">What the file calls a field.</param>
    /// <param name="value">What stands there.</param>
    public IntakeRow Reject(Func<string, int> order, Func<string, string> name, Func<string, string?> value)
    {
        // A value that could not be read is reported once, not also as missing.
        var faults = Checks.Errors.DistinctBy(error => error.Field).OrderBy(error => order(error.Field)).ToArray();
        var reasons = faults.Select((fault, index) =>
            index == 0 ? fault.Message : $"{name(fault.Field)}: {fault.Message}");
        return new(
            number,
            AccountRules.IsAccountNumber(Account) ? Account : null,
            AccountKey: null,
            Body: null,
            new(name(faults[0].Field), Shown(value(faults[0].Field)), string.Join(' ', reasons)));
    }

    // What PostgreSQL can hold, and a screen can show.
    private static string? Shown(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var text = value.Replace("\0", "", StringComparison.Ordinal);
        return text.Length <= MaxShown ? text : $"{text[..(char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown)]}…";
    }
}
