namespace BalanceNotifications.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor that continues it; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

public static class Page
{
    /// <summary>Makes a page of rows that were read with <c>limit + 1</c>: the one too many tells that there are more.</summary>
    /// <param name="key">Of the last row shown, the keyset to continue after.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, string> key) => rows.Count > limit
        ? new([.. rows.Take(limit)], Cursor.Of(key(rows[limit - 1])))
        : new(rows, null);
}
