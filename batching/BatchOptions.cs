using System.ComponentModel.DataAnnotations;

namespace Batching;

/// <summary>How writes are gathered into statements.</summary>
public sealed class BatchOptions
{
    /// <summary>Statements at a time, each on a connection of its own. 1 to 16.</summary>
    [Range(1, 16)]
    public int Lanes { get; set; } = 2;

    /// <summary>Most rows of one statement. 1 to 5,000.</summary>
    [Range(1, 5000)]
    public int MostRows { get; set; } = 500;

    /// <summary>Rows that may wait in each lane before writers do. 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 4096;

    /// <summary>
    /// Under load, the least time from the start of one statement of a lane to that of its next: what comes meanwhile
    /// shares it. One that comes to an idle lane, or alone, never waits. 0 to 100 milliseconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.100")]
    public TimeSpan Pace { get; set; } = TimeSpan.FromMilliseconds(10);
}
