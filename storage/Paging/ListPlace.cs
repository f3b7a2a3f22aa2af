using System.Diagnostics.CodeAnalysis;

namespace BalanceNotifications.Paging;

/// <summary>Where a list that is ordered by id goes on.</summary>
/// <param name="Id">Of the row at the edge of the page that was read.</param>
/// <param name="Back">Before that row, in the order of the list, instead of behind it.</param>
public readonly record struct ListPlace(Guid Id, bool Back = false)
{
    private const string BackMark = "<";

    /// <summary>False for anything that is not the next or previous of a page.</summary>
    public static bool TryParse([NotNullWhen(true)] string? key, out ListPlace place)
    {
        var back = key?.StartsWith(BackMark, StringComparison.Ordinal) is true;
        var read = Guid.TryParse(back ? key![BackMark.Length..] : key, out var id);
        place = new(id, back);
        return read;
    }

    public override string ToString() => $"{(Back ? BackMark : "")}{Id}";
}
