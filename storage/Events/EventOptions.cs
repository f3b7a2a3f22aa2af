using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Events;

/// <summary>Section <c>Events</c>, the same for silo and api: events that are sent to the systems of others.</summary>
public sealed class EventOptions : IValidatableObject
{
    public const string Section = "Events";

    private const int LeastKeyBytes = 32;

    /// <summary>
    /// The secret that those of all endpoints are made from: base64 of at least 32 bytes. Another one changes all of them.
    /// Empty: this installation sends no events.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>
    /// Networks that endpoints may be in although they are not public, for example <c>10.20.0.0/16</c>; there, plain http
    /// may be spoken as well. None by default.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Endpoints that one silo sends to at the same time, 1 to 1,000.</summary>
    [Range(1, 1000, ErrorMessage = $"{Section}:AtOnce lies between 1 and 1,000.")]
    public int AtOnce { get; init; } = 64;

    /// <summary>From connecting to the status of the answer, 1 to 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30", ErrorMessage = $"{Section}:Timeout lies between 1 and 30 seconds.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public bool IsOn => Key.Length > 0;

    public byte[] KeyBytes() => Convert.FromBase64String(Key);

    public IReadOnlyList<IPNetwork> Networks() => [.. AllowedNetworks.Select(IPNetwork.Parse)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var bytes = new byte[Key.Length];
        if (IsOn && !(Convert.TryFromBase64String(Key, bytes, out var length) && length >= LeastKeyBytes))
        {
            yield return new($"{Section}:{nameof(Key)} is base64 of at least {LeastKeyBytes} bytes.", [nameof(Key)]);
        }

        if (AllowedNetworks.Any(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return new(
                $"{Section}:{nameof(AllowedNetworks)} holds networks such as 10.20.0.0/16.", [nameof(AllowedNetworks)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class EventOptionsValidator : IValidateOptions<EventOptions>;
