using BalanceNotifications.Errors;

namespace BalanceNotifications.Simulation;

/// <summary>What a simulation takes whatever its accounts come from; by name as in the body or the query.</summary>
internal sealed record SimulationOptions(int? Days, DateOnly? From, int? Revision, int? Items)
{
    private const int DefaultItems = 500;

    public SimulationWanted Read(FieldChecks checks, PaymentAssumption? payments, DateOnly today)
    {
        var days = checks.Required(Days, "days");
        if (Days is not (null or >= 1 and <= 366))
        {
            checks.Add("days", "Between 1 and 366 days.");
        }

        if (From is { } from && Math.Abs(from.DayNumber - today.DayNumber) > 366)
        {
            checks.Add("from", "Lies within a year of today.");
        }

        if (Items is not (null or >= 0 and <= 5000))
        {
            checks.Add("items", "Between 0 and 5,000.");
        }

        return new(days, From ?? today, Revision, payments, Items ?? DefaultItems);
    }
}

/// <summary>A simulation as it was asked for.</summary>
/// <param name="Revision">Null for the newest.</param>
/// <param name="Items">How many notifications to name.</param>
internal sealed record SimulationWanted(
    int Days, DateOnly From, int? Revision, PaymentAssumption? Payments, int Items)
{
    public IReadOnlyList<SimulatedSubject> Subjects { get; init; } = [];

    /// <summary>How many accounts to invent.</summary>
    public int Sample { get; init; }

    public int Seed { get; init; } = SampleBody.DefaultSeed;

    /// <summary>In pieces that a silo answers well within the time-out of a call.</summary>
    public IEnumerable<SimulateChunk> Chunks(int practice, Guid profile, int revision)
    {
        foreach (var subjects in Subjects.Chunk(SimulateChunk.MaxAccounts))
        {
            yield return new(profile, revision, From, Days, Payments, Seed, subjects, null, Items, practice);
        }

        for (var first = 0; first < Sample; first += SimulateChunk.MaxAccounts)
        {
            var range = new SampleRange(first, Math.Min(SimulateChunk.MaxAccounts, Sample - first));
            yield return new(profile, revision, From, Days, Payments, Seed, [], range, Items, practice);
        }
    }
}
