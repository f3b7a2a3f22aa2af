using System.ComponentModel.DataAnnotations;
using Batching;
using Microsoft.Extensions.Options;

namespace PacedEngine.Reminders;

/// <summary>How reminders are taken from the due index and delivered.</summary>
public sealed class PacedReminderOptions
{
    /// <summary>
    /// Most deliveries of a silo at a time: a bound for memory, which <see cref="Aloft"/> stays below. 1 to 10,000.
    /// </summary>
    [Range(1, 10_000)]
    public int MostInFlight { get; set; } = 4096;

    /// <summary>
    /// How long a delivery may be under way: no more are taken than end in this time, at the pace of the last ones. More
    /// at a time share more statements; fewer wait less for what is behind them. 100 milliseconds to 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan Aloft { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the index is asked while nothing is due. 10 milliseconds to 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a reminder stays with the silo that took it; one that died gives it back so. Longer than Orleans lets a
    /// call take (30 seconds). 35 seconds to an hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:35", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>After this many failed deliveries in a row a reminder is parked. 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MostAttempts { get; set; } = 20;

    /// <summary>How long after its first failure a reminder comes again; doubles with each. 1 second to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two tries. 1 second to a day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long what is in flight may take to end at shutdown. 0 to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Farewell { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The shortest period a grain may ask for. 1 second to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ShortestPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whose share a grain's reminders take. By default all grains are one tenant's.</summary>
    public Func<GrainId, string> TenantOf { get; set; } = _ => "";

    /// <summary>
    /// How much more the work behind the reminders can take at this moment, asked before each claim: a reminder that
    /// could only wait is left for a silo with room. By default as much as comes.
    /// </summary>
    public Func<int> Room { get; set; } = () => int.MaxValue;

    [ValidateObjectMembers]
    public BatchOptions Batches { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class PacedReminderOptionsValidator : IValidateOptions<PacedReminderOptions>;
