using System.Text.Json;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Outcomes;

/// <summary>What is asked of outcomes, taken with <c>[AsParameters]</c>.</summary>
/// <param name="By">What they are told apart by; <c>practice</c> when not said.</param>
/// <param name="From">Earliest planned instant, inclusive; 30 days before <paramref name="To"/> when not said.</param>
/// <param name="To">Planned instant at which it ends, exclusive; now when not said.</param>
internal sealed record OutcomeQuery(string? By, string? From, string? To)
{
    // A year, and a day more in a leap year.
    private const int MaxDays = 366;
    private const int DefaultDays = 30;

    // Far beyond all that was ever planned, and far within what a database can reckon with.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public (OutcomeGrouping By, OutcomeSpan Span) Read(FieldChecks checks, DateTimeOffset now)
    {
        var to = Instant(To, "to", checks) ?? now;
        var from = Instant(From, "from", checks) ?? to.AddDays(-DefaultDays);
        // What was not understood lies neither before nor behind anything.
        if (!checks.Failed)
        {
            Check(from, to, checks);
        }

        return (Grouping(checks), new(from.ToUniversalTime(), to.ToUniversalTime()));
    }

    private static void Check(DateTimeOffset from, DateTimeOffset to, FieldChecks checks)
    {
        if (from >= to)
        {
            checks.Add("from", "Lies before to.");
        }
        else if (to - from > TimeSpan.FromDays(MaxDays))
        {
            checks.Add("from", $"Lies at most {MaxDays} days before to.");
        }
    }

    private OutcomeGrouping Grouping(FieldChecks checks)
    {
        foreach (var grouping in Enum.GetValues<OutcomeGrouping>())
        {
            if (By is null || JsonNamingPolicy.CamelCase.ConvertName(grouping.ToString()) == By)
            {
                return grouping;
            }
        }

        checks.Add("by", "Is practice, profile, rule, template or channel.");
        return default;
    }

    private static DateTimeOffset? Instant(string? text, string field, FieldChecks checks)
    {
        if (text is null)
        {
            return null;
        }

        if (InstantText.TryRead(text, out var instant))
        {
            if (instant >= Earliest && instant < Latest)
            {
                return instant;
            }

            checks.Add(field, "Lies between the years 2000 and 2200.");
            return null;
        }

        checks.Add(field, "Is an instant with its offset, such as 2026-11-23T15:00:00Z; a plus is written %2B.");
        return null;
    }
}

/// <param name="From">Earliest planned instant, inclusive.</param>
/// <param name="To">Planned instant at which it ends, exclusive.</param>
internal sealed record OutcomeSpan(DateTimeOffset From, DateTimeOffset To);
