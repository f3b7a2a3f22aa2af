using System.Net;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Edge;

/// <summary>Section <c>Edge</c>: what the api lets in from the network. Checked at start-up.</summary>
internal sealed class EdgeOptions
{
    public const string Section = "Edge";

    /// <summary>A bucket holds what may come in ten seconds, so that a burst after a pause is no abuse.</summary>
    public const int BurstSeconds = 10;

    /// <summary>Takes requests over plain HTTP from other machines too; their keys and bodies can then be read on the way.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>
    /// Networks (CIDR) of the proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. A header
    /// from anybody else is not read. None by default, but this machine's own.
    /// </summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Requests a second of one credential, in each process. 1–100,000.</summary>
    public int CredentialPerSecond { get; init; } = 200;

    /// <summary>Requests a second about one practice, whoever asks, in each process. 1–100,000.</summary>
    public int PracticePerSecond { get; init; } = 400;

    /// <summary>How long one request may take; uploads, exports and simulations may take longer. 1 s–10 min.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

internal sealed class EdgeOptionsValidator : IValidateOptions<EdgeOptions>
{
    private const int MostPerSecond = 100_000;

    public ValidateOptionsResult Validate(string? name, EdgeOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(EdgeOptions options)
    {
        foreach (var network in options.Proxies.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return $"{EdgeOptions.Section}:{nameof(options.Proxies)}: '{network}' is no network such as 10.0.0.0/8.";
        }

        if (options.CredentialPerSecond is < 1 or > MostPerSecond)
        {
            yield return $"{EdgeOptions.Section}:{nameof(options.CredentialPerSecond)} is 1 to {MostPerSecond}.";
        }

        if (options.PracticePerSecond is < 1 or > MostPerSecond)
        {
            yield return $"{EdgeOptions.Section}:{nameof(options.PracticePerSecond)} is 1 to {MostPerSecond}.";
        }

        if (options.RequestTimeout < TimeSpan.FromSeconds(1) || options.RequestTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{EdgeOptions.Section}:{nameof(options.RequestTimeout)} is one second to ten minutes.";
        }
    }
}
