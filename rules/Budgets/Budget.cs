using BalanceNotifications.Cadence;

namespace BalanceNotifications.Budgets;

/// <summary>What may leave by one sender or campaign: segments of texts, e-mails, or calls.</summary>
/// <param name="Key">Of what all silos count together.</param>
/// <param name="PerMinute">Never more in any minute; null for no such limit. At least 2.</param>
/// <param name="PerDay">Never more in one day of the zone; null for no such limit.</param>
public sealed record Budget(string Key, int? PerMinute, int? PerDay, TimeZoneInfo Zone)
{
    private const int MostSlots = 10;
    private const int WantedTokens = 4;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WithoutRate = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A minute is cut into slots, each with tokens of its own that are lost with it. Any minute, wherever it begins,
    /// touches at most one slot more than fit into it: so many slots share its limit.
    /// </summary>
    public int TokensOfSlot => PerMinute is { } rate ? rate / (SlotsOf(rate) + 1) : int.MaxValue;

    /// <summary>A tenth of a minute; more where a slot would have fewer than a few tokens.</summary>
    public TimeSpan SlotLength => PerMinute is { } rate
        ? TimeSpan.FromTicks((Minute.Ticks + SlotsOf(rate) - 1) / SlotsOf(rate))
        : WithoutRate;

    /// <summary>The most a silo takes at a time beyond what a message needs: what is lost if it dies.</summary>
    public int Chunk => Math.Clamp(Math.Min(TokensOfSlot / 8, (PerDay ?? int.MaxValue) / 1000), 1, 100);

    /// <summary>The slot by its end, in ticks: so slots of two lengths compare, while silos differ in their rate.</summary>
    public long SlotAt(DateTimeOffset now) => ((now.UtcTicks / SlotLength.Ticks) + 1) * SlotLength.Ticks;

    public DateTimeOffset EndOfSlot(DateTimeOffset now) => new(SlotAt(now), TimeSpan.Zero);

    public DateOnly DayAt(DateTimeOffset now) => LocalTime.DateOf(now, Zone);

    public DateTimeOffset EndOfDay(DateTimeOffset now) =>
        LocalTime.Resolve(DayAt(now).AddDays(1), TimeOnly.MinValue, Zone);

    private static int SlotsOf(int rate) => Math.Clamp((rate / WantedTokens) - 1, 1, MostSlots);
}
