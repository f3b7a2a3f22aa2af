using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Hosting;

/// <summary>Section <c>Cluster</c>: who this silo is and where the others find it.</summary>
internal sealed class ClusterSettings : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>Silos with the same id form one cluster. Stable through rolling upgrades.</summary>
    [Required]
    public string ClusterId { get; init; } = "balance-notifications";

    /// <summary>Part of every storage key: never changes.</summary>
    [Required]
    public string ServiceId { get; init; } = "balance-notifications";

    /// <summary>Shown in membership and logs, for example the pod's name; null lets Orleans choose.</summary>
    public string? SiloName { get; init; }

    /// <summary>The address other silos and the api reach this one at; null for loopback, in Development only.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>Silo to silo.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; init; } = 11111;

    /// <summary>Api to silo.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; init; } = 30000;

    /// <summary>How long work in hand may take to end after SIGTERM, 1 second to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(120);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedAddress is not null && !IPAddress.TryParse(AdvertisedAddress, out _))
        {
            yield return new($"{Section}:{nameof(AdvertisedAddress)} is an IP address.", [nameof(AdvertisedAddress)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class ClusterSettingsValidator : IValidateOptions<ClusterSettings>;
