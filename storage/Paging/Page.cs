using System.Text.Json.Serialization;

namespace BalanceNotifications.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor that continues it; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>The cursor that leads back; left out on a first page, and in lists that lead on only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Previous { get; init; }

    public Page<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next) { Previous = Previous };
}

public static class Page
{
    /// <summary>Makes a page of rows that were read with <c>limit + 1</c>: the one too many tells that there are more.</summary>
    /// <param name="key">Of the last row shown, the keyset to continue after.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, string> key) => rows.Count > limit
        ? new([.. rows.Take(limit)], Cursor.Of(key(rows[limit - 1])))
        : new(rows, null);

    /// <summary>The same for a list that can be walked in both directions.</summary>
    /// <param name="rows">
    /// In the direction in which they were read: where <paramref name="from"/> leads back, the nearest first.
    /// </param>
    /// <param name="from">Null at the beginning.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, ListPlace? from, Func<T, Guid> id)
    {
        var back = from is { Back: true };
        var shown = rows.Take(limit);
        T[] items = [.. back ? shown.Reverse() : shown];
        var more = rows.Count > limit;
        return items.Length == 0
            ? new(items, null)
            : new(items, more || back ? Cursor.Of($"{new ListPlace(id(items[^1]))}") : null)
            {
                Previous = (back ? more : from is not null) ? Cursor.Of($"{new ListPlace(id(items[0]), Back: true)}") : null,
            };
    }
}
