using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Links;

/// <summary>Section <c>Links</c> of the api: what opening a link needs. Checked at start-up.</summary>
internal sealed class QuickPayOptions : IValidatableObject
{
    public const string Section = "Links";

    private const int KeyBytes = 32;

    /// <summary>
    /// By organisation, then practice: the secret that a portal knows a hand-over by, base64 of at least 32 bytes. A
    /// practice of mode portal without one gets the hosted page.
    /// </summary>
    public Dictionary<string, Dictionary<string, string>> PortalKeys { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Links that one client address may open in a minute, 1 to 10,000; an IPv6 /64 is one address.</summary>
    [Range(1, 10_000)]
    public int OpensPerMinute { get; init; } = 60;

    /// <summary>Null when the practice has none.</summary>
    public byte[]? PortalKeyOf(string organisation, string practice) =>
        PortalKeys.TryGetValue(organisation, out var practices) && practices.TryGetValue(practice, out var key)
            ? Convert.FromBase64String(key)
            : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (organisation, practices) in PortalKeys)
        {
            foreach (var (practice, key) in practices)
            {
                var bytes = new byte[key.Length];
                if (!Convert.TryFromBase64String(key, bytes, out var length) || length < KeyBytes)
                {
                    yield return new(
                        $"{Section}:{nameof(PortalKeys)}:{organisation}:{practice} is base64 of at least {KeyBytes} "
                        + "bytes.",
                        [nameof(PortalKeys)]);
                }
            }
        }
    }
}

[OptionsValidator]
internal sealed partial class QuickPayOptionsValidator : IValidateOptions<QuickPayOptions>;
