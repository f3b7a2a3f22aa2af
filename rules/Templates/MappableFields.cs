namespace BalanceNotifications.Templates;

/// <summary>One field that a template may hold (V27).</summary>
/// <param name="Name">As it is written between the braces.</param>
/// <param name="Sample">What previews without an account show.</param>
/// <param name="Longest">
/// The longest value to expect, in letters of GSM-7: what the segments of a text are counted with (V30).
/// </param>
public sealed record MappableField(string Name, string Description, string Sample, string Longest);

/// <summary>
/// The fields that may leave in a message. What is not here cannot be sent: no diagnosis, procedure, date of service,
/// full account number or patient's name (45 CFR 164.502(b), minimum necessary).
/// </summary>
public static class MappableFields
{
    private const string LongestLink = "https://pay.billing.example/q/0123456789abcdefghijklmn";

    public static readonly IReadOnlyList<MappableField> All =
    [
        new("practice.name", "Name of the practice.", "North Clinic", new string('N', 40)),
        new("practice.phone", "Call-back number of the practice.", "(312) 555-0100", "(312) 555-0100"),
        new("guarantor.firstName", "First name of the guarantor.", "Ann", new string('N', 20)),
        new("guarantor.lastName", "Last name of the guarantor.", "Lee", new string('N', 25)),
        new("account.last4", "Last four characters of the account number.", "0234", "0234"),
        new("statement.amountDue", "Amount due by the statement.", "$120.00", "$1,000,000.00"),
        new("statement.date", "Date of the statement.", "November 23, 2026", "September 30, 2026"),
        new("statement.dueDate", "Date by which the statement is due.", "December 14, 2026", "September 30, 2026"),
        new("balance.current", "Balance at the moment of sending.", "$120.00", "$1,000,000.00"),
        new("quickPay.url", "Personal link to the payment page.", "https://pay.example/q/sample", LongestLink),
        new("unsubscribe.url", "Personal link to stop messages.", "https://pay.example/u/sample", LongestLink),
        new("card.brand", "Brand of the card on file.", "Visa", "American Express"),
        new("card.last4", "Last four digits of the card on file.", "4242", "4242"),
        new("card.chargeDate", "Date on which the card will be charged.", "December 14, 2026", "September 30, 2026"),
        new("today", "Date of sending in the guarantor's zone.", "November 23, 2026", "September 30, 2026"),
    ];

    private static readonly HashSet<string> Names = [.. All.Select(field => field.Name)];

    /// <summary>Whether a template may hold it; names are case-sensitive.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
