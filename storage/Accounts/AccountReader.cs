using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Accounts as lists show them. The truth about one is its grain's.</summary>
public sealed class AccountReader(NpgsqlDataSource database)
{
    internal const string Columns = "number, first_name, last_name, balance, next_due, merged_into";

    // Greater than any text: a prefix is the range from itself to itself and this.
    private const string Last = "\U0010FFFF";

    // Of no index where a search has found the rows. Asked of a list, account_on_hold, account_errored_out and
    // account_without_consent serve.
    private const string OnHold = "and hold_until is not null and hold_until > bn_now()";
    private const string ErroredOut = "and errored_out";
    internal const string ConsentMissing = "and consent_missing";

    /// <param name="filter">Served by account_by_number without one, by the index of the status with one.</param>
    internal static string ListAll(string filter = "") => $"""
        select {Columns} from account where practice_id = $1 and number > $2 {filter} order by number limit $3
        """;

    // Served by account_by_number, account_by_name, and for an address by account_by_email or account_by_phone with
    // its preferred and confidential siblings.
    internal static string Search(AccountSearch search, string filter = "")
    {
        string[] parts =
        [
            "number >= $4 and number < $5",
            "name_key >= $6 and name_key < $7",
            .. search.Email is null ? [] : Addresses("email", "$8"),
            .. search.Phone is null ? [] : Addresses("phone", "$9"),
        ];
        var found = parts.Select(part => $"""
            (select {Columns} from account
             where practice_id = $1 and number > $2 and {part} {filter}
             order by number limit $3)
            """);
        return $"select {Columns} from ({string.Join(" union ", found)}) found order by number limit $3";
    }

    /// <param name="after">The number to continue after; null at the beginning.</param>
    public async Task<Page<ListedAccount>> ListAsync(
        RowScope scope,
        AccountFilter filter,
        string? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var condition = filter.Status is { } status ? Condition(status) : "";
        await using var batch = filter.Search is not { } search
            ? scope.Begin(database).Add(ListAll(condition), Start(scope, after, limit))
            : scope.Begin(database).Add(
                Search(search, condition), [.. Start(scope, after, limit), .. Parameters(search)]);
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var rows = new List<ListedAccount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), Money.From(reader.GetDecimal(3)),
                reader.Nullable<DateTimeOffset?>(4), reader.Nullable<string>(5)));
        }

        return Page.Of(rows, limit, row => row.Number);
    }

    internal static NpgsqlParameter[] Start(RowScope scope, string? after, int limit) =>
        [Database.Value(scope.Practice!.Value), Database.Value(after ?? ""), Database.Value(limit + 1)];

    internal static NpgsqlParameter[] Parameters(AccountSearch search)
    {
        var name = search.Text.ToLowerInvariant();
        return
        [
            Database.Value(search.Text), Database.Value(search.Text + Last),
            Database.Value(name), Database.Value(name + Last),
            Database.Value(search.Email), Database.Value(search.Phone),
        ];
    }

    private static string Condition(AccountStatus status) => status switch
    {
        AccountStatus.OnHold => OnHold,
        AccountStatus.ErroredOut => ErroredOut,
        AccountStatus.ConsentMissing => ConsentMissing,
    };

    // Any of the addresses of an account finds it: whoever knows one may be asking for it.
    private static string[] Addresses(string kind, string hash) =>
        [$"{kind}_hash = {hash}", $"preferred_{kind}_hash = {hash}", $"confidential_{kind}_hash = {hash}"];
}

/// <param name="NextDue">When its next notification is due; null when none is planned.</param>
/// <param name="MergedInto">The account that has taken its place; null for most.</param>
public sealed record ListedAccount(
    string Number, string FirstName, string LastName, Money Balance, DateTimeOffset? NextDue, string? MergedInto);
