using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

/// <summary>Reads a row as the JSON body it stands for, so that the rules are written once.</summary>
internal static class CsvCommands
{
    public static object Read(BatchKind kind, CsvCells cells, UploadedRow row) => kind switch
    {
        BatchKind.Cycle => Statement(cells, row),
        BatchKind.Accounts => Account(cells, row),
        BatchKind.Postings => Posting(cells, row),
        BatchKind.OnDemand => OnDemand(cells, row),
    };

    private static PostStatement Statement(CsvCells cells, UploadedRow row)
    {
        var request = new PostStatementRequest(
            cells.Text("statementId"),
            Kind: null,
            cells.Date("statementDate", row.Checks),
            cells.Date("dueDate", row.Checks),
            cells.Amount("amountDue", row.Checks),
            cells.Amount("currentBalance", row.Checks),
            cells.Instant("balanceAsOf", row.Checks),
            cells.Text("profile"),
            cells.Date("cardChargeDate", row.Checks));

        // The profile, and the balance, are the statement's here; the account's own stay as they are.
        var account = (AccountOf(cells, row) with { Profile = null }).Read(row.Checks, row.Account ?? "", cells.Members, row.Origin);
        var statement = request.Read(row.Checks, row.Origin);
        return Speaks(account) ? statement with { Account = account } : statement;
    }

    private static SaveAccount Account(CsvCells cells, UploadedRow row)
    {
        var request = AccountOf(cells, row) with
        {
            Balance = cells.Amount("balance", row.Checks),
            BalanceAsOf = cells.Instant("balanceAsOf", row.Checks),
        };
        return request.Read(row.Checks, row.Account ?? "", cells.Members, row.Origin);
    }

    private static PostPosting Posting(CsvCells cells, UploadedRow row)
    {
        row.CheckAccount();
        return new PostPostingRequest(
            cells.Text("postingId"),
            cells.PostingType("type", row.Checks),
            cells.Amount("amount", row.Checks),
            cells.Instant("at", row.Checks),
            cells.Text("reverses")).Read(row.Checks, row.Origin);
    }

    private static SendOnDemand OnDemand(CsvCells cells, UploadedRow row)
    {
        row.CheckAccount();
        var request = new SendOnDemandRequest(
            cells.Text("requestId"),
            cells.Channel("channel", row.Checks),
            cells.Text("template"),
            cells.Text("text"),
            cells.Text("subject"),
            cells.Text("statementId"));
        return row.OnDemand!.Read(request, row);
    }

    private static SaveAccountRequest AccountOf(CsvCells cells, UploadedRow row) => new(
        new(cells.Text("guarantor.firstName"), cells.Text("guarantor.lastName"), cells.Text("guarantor.language")),
        cells.Text("email"),
        cells.Text("phone"),
        new(cells.Text("address.state"), cells.Text("address.postalCode")),
        cells.Text("timeZone"),
        Switches: new(
            cells.Switch("switches.paperless", row.Checks), cells.Switch("switches.email", row.Checks),
            cells.Switch("switches.text", row.Checks), cells.Switch("switches.voice", row.Checks)),
        Consent: Consent(cells, row),
        CardOnFile: Card(cells),
        Profile: cells.Text("profile"));

    private static EvidenceBody? Consent(CsvCells cells, UploadedRow row)
    {
        var at = cells.Instant("consent.at", row.Checks);
        var source = cells.Text("consent.source");
        var wording = cells.Text("consent.wording");
        return cells.Text("consent.at") is null && source is null && wording is null ? null : new(at, source, wording);
    }

    private static CardBody? Card(CsvCells cells)
    {
        var brand = cells.Text("cardOnFile.brand");
        var last4 = cells.Text("cardOnFile.last4");
        return brand is null && last4 is null ? null : new(brand, last4);
    }

    /// <summary>Whether the row says anything of the account; otherwise the account must exist already.</summary>
    internal static bool Speaks(SaveAccount account) =>
        account.Fields is not AccountFields.None || account.Switches != new SwitchPatch() || account.Consent is not null;
}
