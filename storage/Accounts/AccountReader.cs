using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Accounts as lists show them. The truth about one is its grain's.</summary>
public sealed class AccountReader(NpgsqlDataSource database)
{
    internal const string Columns = "number, first_name, last_name, balance, next_due";

    // Greater than any text: a prefix is the range from itself to itself and this.
    private const string Last = "\U0010FFFF";

    // Served by account_by_number.
    internal const string ListAll = $"""
        select {Columns} from account where practice_id = $1 and number > $2 order by number limit $3
        """;

    // Served by account_by_number for the first part and account_by_name for the second.
    internal const string Search = $"""
        select {Columns} from (
            (select {Columns} from account
             where practice_id = $1 and number > $2 and number >= $4 and number < $5
             order by number limit $3)
            union
            (select {Columns} from account
             where practice_id = $1 and number > $2 and name_key >= $6 and name_key < $7
             order by number limit $3)) found
        order by number limit $3
        """;

    /// <param name="query">
    /// The beginning of a number, case-sensitive, or of "last-name first-name", in any case. Null for every account.
    /// </param>
    /// <param name="after">The number to continue after; null at the beginning.</param>
    public async Task<Page<ListedAccount>> ListAsync(
        RowScope scope, string? query, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = query is null
            ? scope.Begin(database).Add(ListAll, Start(scope, after, limit))
            : scope.Begin(database).Add(Search, [.. Start(scope, after, limit), .. Prefix(query)]);
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var rows = new List<ListedAccount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), Money.From(reader.GetDecimal(3)),
                reader.Nullable<DateTimeOffset?>(4)));
        }

        return Page.Of(rows, limit, row => row.Number);
    }

    internal static NpgsqlParameter[] Start(RowScope scope, string? after, int limit) =>
        [Database.Value(scope.Practice!.Value), Database.Value(after ?? ""), Database.Value(limit + 1)];

    internal static NpgsqlParameter[] Prefix(string query)
    {
        var name = query.ToLowerInvariant();
        return
        [
            Database.Value(query), Database.Value(query + Last), Database.Value(name), Database.Value(name + Last),
        ];
    }
}

/// <param name="NextDue">When its next notification is due; null when none is planned.</param>
public sealed record ListedAccount(
    string Number, string FirstName, string LastName, Money Balance, DateTimeOffset? NextDue);
