using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Senders;

/// <summary>Section <c>Delivery:Breaker</c>: when a sender that fails on our side is stopped, and for how long.</summary>
internal sealed class BreakerOptions : IValidatableObject
{
    public const string Section = "Delivery:Breaker";

    /// <summary>At least so many sender-side failures within the window, 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Failures { get; init; } = 5;

    /// <summary>And at least this share of what was tried in it, in percent, 1 to 100.</summary>
    [Range(1, 100)]
    public int Percent { get; init; } = 50;

    /// <summary>From the first of the failures on, 10 seconds to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Before the first probe; doubles with each that fails. 10 seconds to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan CoolOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What the cool-off doubles to, at most 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "06:00:00")]
    public TimeSpan LongestCoolOff { get; init; } = TimeSpan.FromMinutes(30);

    internal BreakerLimits Limits => new(Failures, Percent, Window, CoolOff, LongestCoolOff);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LongestCoolOff < CoolOff)
        {
            yield return new($"{Section}:{nameof(LongestCoolOff)} is not shorter than CoolOff.", [nameof(LongestCoolOff)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class BreakerOptionsValidator : IValidateOptions<BreakerOptions>;
