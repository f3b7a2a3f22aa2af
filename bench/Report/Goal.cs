namespace BalanceNotifications.Bench.Report;

/// <summary>A figure and what it is to reach.</summary>
/// <param name="Figure">As the last line of JSON calls it.</param>
/// <param name="Value">Null when it could not be had, which is never excused.</param>
/// <param name="AtLeast">The bound is the least; otherwise the most.</param>
internal sealed record Goal(string Figure, double? Value, double Bound, bool AtLeast)
{
    public bool Met => Value is { } value && Reaches(value, Bound);

    public bool IsExcused(Shortfalls known) =>
        !Met && Value is { } value && known.Of(Figure) is { } bound && Reaches(value, bound);

    private bool Reaches(double value, double bound) => AtLeast ? value >= bound : value <= bound;
}
