namespace PacedEngine.Reminders;

/// <summary>
/// How many deliveries may be under way: as many as end within a time, at the pace of the last ones. So a fast channel has
/// thousands in hand, which share statements, and a slow one no more than it can take before their patience ends. The
/// pump's loop alone asks; deliveries may end on any thread.
/// </summary>
/// <param name="most">Never more.</param>
/// <param name="aloft">How long one may be under way.</param>
internal sealed class FlightWindow(int most, TimeSpan aloft, TimeProvider clock)
{
    // What one slow channel holds must leave room for the others.
    private const int Least = 512;

    // Where nothing is known yet.
    private const int First = 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private long _since = clock.GetTimestamp();
    private int _ended;
    private bool _full;

    public int Size { get; private set; } = Math.Min(First, most);

    /// <summary>One delivery is over, whatever came of it.</summary>
    public void End() => Interlocked.Increment(ref _ended);

    /// <returns>How many more may be taken; below 1 for none.</returns>
    public int Room(int running)
    {
        var took = clock.GetElapsedTime(_since);
        if (took >= Look)
        {
            _since = clock.GetTimestamp();
            Adapt(Interlocked.Exchange(ref _ended, 0) / took.TotalSeconds);
        }

        // Three quarters: there is no claim for less than a quarter.
        _full |= running >= Size - (Size / 4);
        return Size - running;
    }

    // That little ends where little was due says nothing about the pace.
    private void Adapt(double perSecond)
    {
        if (_full)
        {
            var fits = Math.Clamp(perSecond * aloft.TotalSeconds, Size / 2, Size * 2);
            Size = Math.Clamp((int)fits, Math.Min(Least, most), most);
        }

        _full = false;
    }
}
