using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

/// <summary>Where each member stands in the rows of a file.</summary>
internal sealed class CsvHeader
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    /// <exception cref="BrokenFileException">The header is not one of this layout.</exception>
    public CsvHeader(CsvLayout layout, IReadOnlyList<string> names)
    {
        var errors = layout.Check(names).ToArray();
        if (errors.Length > 0)
        {
            throw new BrokenFileException(errors);
        }

        Length = names.Count;
        foreach (var column in layout.Columns)
        {
            if (names.Index().FirstOrDefault(name => name.Item == column.Name) is { Item: not null } found)
            {
                _positions.Add(column.Field, found.Index);
                Members |= column.Member;
            }
        }
    }

    public int Length { get; }

    /// <summary>The parts of an account that the file's columns set.</summary>
    public AccountFields Members { get; }

    /// <summary>Where a member's column stands; behind all columns when it has none.</summary>
    public int PositionOf(string field) => _positions.GetValueOrDefault(field, int.MaxValue);
}

/// <summary>One row as it was read.</summary>
/// <param name="Number">Counted from 1, the header not counted.</param>
/// <param name="Cells">Null where they are empty; a row that is too short has fewer than the header.</param>
/// <param name="HasStrayQuote">A quote stands where none may.</param>
/// <param name="HasNul">It holds a NUL character.</param>
internal sealed record CsvRow(int Number, string?[] Cells, bool HasStrayQuote, bool HasNul);
