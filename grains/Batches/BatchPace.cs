namespace BalanceNotifications.Batches;

/// <summary>How fast rows go, over the last ten seconds or a little more.</summary>
internal sealed class BatchPace(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Rows)> _marks = new([(clock.GetTimestamp(), 0)]);
    private long _rows;

    /// <returns>Rows a second; null while too little time has passed to tell.</returns>
    public float? Told(int rows)
    {
        _rows += rows;
        var now = clock.GetTimestamp();
        _marks.Enqueue((now, _rows));
        // The oldest that is kept is the last one before the span.
        while (_marks.Count > 2 && clock.GetElapsedTime(_marks.ElementAt(1).At, now) >= Span)
        {
            _ = _marks.Dequeue();
        }

        var (at, told) = _marks.Peek();
        return clock.GetElapsedTime(at, now) is { Ticks: > 0 } took ? (float)((_rows - told) / took.TotalSeconds) : null;
    }
}
