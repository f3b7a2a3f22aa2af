using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Clock;

/// <summary>Section <c>Clock</c>: moves time for demonstrations. Refused in Production.</summary>
public sealed class ClockOptions
{
    public const string Section = "Clock";

    /// <summary>
    /// What is added to the real time, -24 to 24 hours; default none. Silo, api and database must agree: the schema
    /// migration writes it to the table <c>clock</c>, and a host with another offset does not start.
    /// </summary>
    [Range(typeof(TimeSpan), "-1.00:00:00", "1.00:00:00", ErrorMessage = $"{Section}:Offset lies within a day.")]
    public TimeSpan Offset { get; init; } = TimeSpan.Zero;
}

[OptionsValidator]
internal sealed partial class ClockOptionsValidator : IValidateOptions<ClockOptions>;
