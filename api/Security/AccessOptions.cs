using BalanceNotifications.Keys;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Security;

/// <summary>Section <c>Access</c>: who may call. Checked at start-up: an api with a wrong setting does not come up.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>By name; the name stands in the audit trail. Keys of the database come besides.</summary>
    public Dictionary<string, AccessKey> Keys { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whose tokens count besides.</summary>
    public OidcOptions Oidc { get; init; } = new();

    /// <summary>Wrong keys and tokens that one client address may bring in a minute, 1–10,000; more is a 429.</summary>
    public int FailuresPerMinute { get; init; } = 20;
}

/// <summary>One credential. The key itself is nowhere; only its hash is.</summary>
internal sealed class AccessKey
{
    /// <summary>SHA-256 of the key's UTF-8 bytes, in hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    public string Organisation { get; init; } = "";

    /// <summary>Slugs of practices, or <see cref="KeyGrant.EveryPractice"/>.</summary>
    public IReadOnlyList<string> Practices { get; init; } = [];

    /// <summary>Some of <c>admin</c>, <c>biller</c>, <c>viewer</c>, <c>integration</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Runs the installation: may pause all of it and read its trail. An admin key for every practice.</summary>
    public bool Operator { get; init; }
}

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    private const int HexDigits = 64;
    private const int MostFailures = 10_000;

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var failures = options.Keys.SelectMany(key => Failures($"{AccessOptions.Section}:Keys:{key.Key}", key.Value))
            .Concat(SharedHashes(options))
            .Concat(Limits(options))
            .Concat(OidcRules.Failures(options.Oidc))
            .ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(string section, AccessKey key)
    {
        if (key.Sha256.Length != HexDigits || !key.Sha256.All(char.IsAsciiHexDigit))
        {
            yield return $"{section}:{nameof(key.Sha256)} is the SHA-256 of the key, in {HexDigits} hexadecimal digits.";
        }

        if (key.Organisation.Length == 0)
        {
            yield return $"{section}:{nameof(key.Organisation)} is required.";
        }

        if (key.Practices.Count == 0)
        {
            yield return $"{section}:{nameof(key.Practices)} names practices, or {KeyGrant.EveryPractice} for all.";
        }

        if (key.Roles.Count == 0 || key.Roles.Any(role => !Roles.All.Contains(role)))
        {
            yield return $"{section}:{nameof(key.Roles)} holds some of {string.Join(", ", Roles.All)}.";
        }
    }

    private static IEnumerable<string> Limits(AccessOptions options)
    {
        if (options.FailuresPerMinute is < 1 or > MostFailures)
        {
            yield return $"{AccessOptions.Section}:{nameof(AccessOptions.FailuresPerMinute)} lies between 1 and {MostFailures}.";
        }
    }

    private static IEnumerable<string> SharedHashes(AccessOptions options) => options.Keys
        .GroupBy(key => key.Value.Sha256, StringComparer.OrdinalIgnoreCase)
        .Where(keys => keys.Count() > 1)
        .Select(keys => $"{string.Join(" and ", keys.Select(key => $"{AccessOptions.Section}:Keys:{key.Key}"))} "
            + "are the same key.");
}
