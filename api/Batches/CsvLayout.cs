using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

/// <summary>The columns of one kind of CSV file, and which member of the JSON body each one is.</summary>
internal sealed class CsvLayout
{
    public const string AccountField = "account";

    private static readonly CsvColumn Account = new("account", AccountField, Required: true);

    private static readonly CsvColumn[] Guarantor =
    [
        new("first_name", "guarantor.firstName", Member: AccountFields.FirstName),
        new("last_name", "guarantor.lastName", Member: AccountFields.LastName),
        new("language", "guarantor.language", Member: AccountFields.Language),
        new("email", "email", Member: AccountFields.Email),
        new("phone", "phone", Member: AccountFields.Phone),
        new("state", "address.state", Member: AccountFields.State),
        new("postal_code", "address.postalCode", Member: AccountFields.PostalCode),
        new("time_zone", "timeZone", Member: AccountFields.TimeZone),
        new("paperless", "switches.paperless"),
        new("email_switch", "switches.email"),
        new("text_switch", "switches.text"),
        new("voice_switch", "switches.voice"),
        new("card_brand", "cardOnFile.brand", Member: AccountFields.Card),
        new("card_last4", "cardOnFile.last4", Member: AccountFields.Card),
        new("consent_source", "consent.source"),
        new("consent_at", "consent.at"),
        new("consent_wording", "consent.wording"),
    ];

    private static readonly CsvLayout Cycle = new(
    [
        Account,
        new("statement_id", "statementId", Required: true),
        new("statement_date", "statementDate", Required: true),
        new("due_date", "dueDate", Required: true),
        new("amount_due", "amountDue", Required: true),
        new("current_balance", "currentBalance"),
        new("balance_as_of", "balanceAsOf"),
        new("profile", "profile"),
        .. Guarantor,
        new("card_charge_date", "cardChargeDate"),
    ]);

    private static readonly CsvLayout Accounts = new(
    [
        Account,
        .. Guarantor,
        new("balance", "balance"),
        new("balance_as_of", "balanceAsOf"),
        new("profile", "profile", Member: AccountFields.Profile),
    ]);

    private static readonly CsvLayout Postings = new(
    [
        Account,
        new("posting_id", "postingId", Required: true),
        new("type", "type", Required: true),
        new("amount", "amount", Required: true),
        new("at", "at", Required: true),
        new("reverses", "reverses"),
    ]);

    private static readonly CsvLayout OnDemand = new(
    [
        Account,
        new("channel", "channel", Required: true),
        new("template", "template"),
        new("text", "text"),
        new("subject", "subject"),
        new("statement_id", "statementId"),
        new("request_id", "requestId"),
    ]);

    private readonly Dictionary<string, CsvColumn> _byField;

    private CsvLayout(IReadOnlyList<CsvColumn> columns)
    {
        Columns = columns;
        _byField = columns.ToDictionary(column => column.Field, StringComparer.Ordinal);
    }

    public IReadOnlyList<CsvColumn> Columns { get; }

    public static CsvLayout Of(BatchKind kind) => kind switch
    {
        BatchKind.Cycle => Cycle,
        BatchKind.Accounts => Accounts,
        BatchKind.Postings => Postings,
        BatchKind.OnDemand => OnDemand,
    };

    /// <summary>What the file calls a member; a member above columns goes by its own name.</summary>
    public string ColumnOf(string field) => _byField.TryGetValue(field, out var column) ? column.Name : field;

    /// <summary>Everything that is wrong with a header at once.</summary>
    public IEnumerable<FieldError> Check(IReadOnlyList<string> header)
    {
        foreach (var name in header.Where(name => Columns.All(column => column.Name != name)).Distinct())
        {
            yield return new(name.Length == 0 ? BrokenFileException.Body : name, "Is not a column of this kind of file.");
        }

        foreach (var twice in header.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            yield return new(twice.Key, "Stands twice in the header.");
        }

        foreach (var column in Columns.Where(column => column.Required && !header.Contains(column.Name)))
        {
            yield return new(column.Name, "Is missing in the header.");
        }
    }
}

/// <param name="Field">JSON path of the member.</param>
/// <param name="Member">The part of an account that a present column sets, even with an empty cell.</param>
internal sealed record CsvColumn(
    string Name, string Field, bool Required = false, AccountFields Member = AccountFields.None);
