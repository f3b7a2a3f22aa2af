using Npgsql;
using NpgsqlTypes;

namespace BalanceNotifications.Accounts;

/// <summary>Rows as statements take many of them: one array a column, to be unnested side by side.</summary>
internal static class Columns
{
    public static NpgsqlParameter Column<TLine, T>(TLine[] lines, Func<TLine, T> value) =>
        Database.Value(Array.ConvertAll(lines, line => value(line)));

    /// <summary>Null where a row has none.</summary>
    public static NpgsqlParameter Jsonb<TLine>(TLine[] lines, Func<TLine, string?> value) => new()
    {
        Value = Array.ConvertAll(lines, line => value(line)),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
    };
}
