using System.Globalization;

namespace BalanceNotifications.Audit;

/// <summary>What the API says of some seals of a trail.</summary>
/// <param name="Head">The last that holds, <c>sequence:hash</c>; null before the first.</param>
/// <param name="Broken">Null when all hold.</param>
/// <param name="Next">Where to go on; null at the end.</param>
internal sealed record VerifyAnswer(
    bool Ok, int Seals, long Rows, long? Unsealed, string? Head, BrokenAnswer? Broken, long Late, int? FirstLate, int? Next)
{
    /// <summary>Both stretches in one.</summary>
    public VerifyAnswer Then(VerifyAnswer next) => next with
    {
        Seals = Seals + next.Seals,
        Rows = Rows + next.Rows,
        Late = Late + next.Late,
        FirstLate = FirstLate ?? next.FirstLate,
    };

    /// <summary>For the person at the terminal.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Broken is { } broken
            ? Line($"BROKEN at seal {broken.Sequence}: {broken.Fault}, sealed {broken.SealedAt:u}, {broken.Rows} lines then, {broken.RowsNow} now.")
            : Line($"The chain holds: {Seals} seals over {Rows} lines; {Unsealed} lines are not sealed yet.");
        if (Late > 0)
        {
            yield return Line(
                $"{Late} lines, first in seal {FirstLate}, are dated more than an hour before the seal before theirs: told late, or dated back.");
        }

        if (Head is not null)
        {
            yield return $"head {Head}";
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Fault">As the API spells it, for example <c>rowsDeleted</c>.</param>
internal sealed record BrokenAnswer(int Sequence, string Fault, DateTimeOffset? SealedAt, int? Rows, int? RowsNow);
