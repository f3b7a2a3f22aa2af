using System.Globalization;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>The worklist of accounts that are past their last notice, as the api reads and clears it.</summary>
public sealed class PreCollectionsList(NpgsqlDataSource database, TimeProvider clock)
{
    // Served by pre_collections_listed, read backwards.
    internal const string List = """
        select account, account_key, since, level, balance, statement_id
        from pre_collections
        where practice_id = $1 and listed and ($2::timestamptz is null or (since, account_key) < ($2, $3))
        order by since desc, account_key desc
        limit $4
        """;

    // Served by pre_collections_listed.
    private const string Clear = """
        update pre_collections set listed = false
        where practice_id = $1 and listed and ($2::text[] is null or account = any ($2))
        """;

    /// <param name="after">Where to continue; null at the beginning.</param>
    public async Task<Page<PreCollectionsEntry>> ListAsync(
        RowScope scope, PreCollectionsKey? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            List,
            Database.Value(scope.Practice!.Value), Database.Value(after?.Since), Database.Value(after?.AccountKey),
            Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var entries = new List<PreCollectionsEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new(
                reader.GetString(0),
                new(reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(1)),
                reader.GetInt16(3),
                Money.From(reader.GetDecimal(4)),
                reader.GetString(5)));
        }

        return Page.Of(entries, limit, entry => entry.Key.ToString());
    }

    /// <param name="accounts">Null for the whole list.</param>
    /// <returns>How many were on it.</returns>
    public async Task<int> ClearAsync(
        RowScope scope, IReadOnlyCollection<string>? accounts, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var clear = change.Command(
            Clear, Database.Value(scope.Practice!.Value), Database.Value(accounts?.ToArray()));
        var cleared = await clear.ExecuteNonQueryAsync(cancellationToken);
        await change.CommitAsync(
            new AuditLine(actor, "preCollections.cleared", "pre-collections", new JsonObject
            {
                ["cleared"] = cleared,
                ["changed"] = Difference.Of("listed", cleared, 0),
            }),
            cancellationToken);
        return cleared;
    }
}

/// <param name="Level">The highest dunning level, at which the last notice went out.</param>
/// <param name="StatementId">The statement that was over the limit.</param>
public sealed record PreCollectionsEntry(
    string Account, PreCollectionsKey Key, int Level, Money Balance, string StatementId);

/// <summary>The order of the list, newest first, and where a page of it ends.</summary>
public sealed record PreCollectionsKey(DateTimeOffset Since, string AccountKey)
{
    public static bool TryParse(string text, out PreCollectionsKey? key)
    {
        var parts = text.Split('/', 2);
        key = parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1])
            : null;
        return key is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Since.UtcTicks}/{AccountKey}");
}
