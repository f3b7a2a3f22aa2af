using BalanceNotifications.Delivery;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>Section <c>Callbacks:Email</c>: who may hand in delivery reports, and how they lead back to a notification.</summary>
internal sealed class EmailCallbackOptions
{
    public const string Section = "Callbacks:Email";

    /// <summary>
    /// By a name of yours: SHA-256 of a secret's UTF-8 bytes, in hexadecimal. Each is good; two while one replaces the
    /// other. None: every report is a 401.
    /// </summary>
    public Dictionary<string, string> Secrets { get; init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// By a name of yours: the silos' <c>Delivery:Email:BounceKey</c>, and former ones while their bounces still come,
    /// base64. With one, a bounce leads back by what they signed and by nothing else. None: reports are told apart by their
    /// Message-Id alone.
    /// </summary>
    public Dictionary<string, string> BounceKeys { get; init; } = new(StringComparer.Ordinal);
}

internal sealed class EmailCallbackOptionsValidator : IValidateOptions<EmailCallbackOptions>
{
    private const int HexDigits = 64;

    public ValidateOptionsResult Validate(string? name, EmailCallbackOptions options)
    {
        var failures = WrongSecrets(options).Concat(WrongKeys(options)).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> WrongSecrets(EmailCallbackOptions options) =>
        from secret in options.Secrets
        where secret.Value.Length != HexDigits || !secret.Value.All(char.IsAsciiHexDigit)
        select $"{EmailCallbackOptions.Section}:Secrets:{secret.Key} is the SHA-256 of the secret, in {HexDigits} "
            + "hexadecimal digits.";

    private static IEnumerable<string> WrongKeys(EmailCallbackOptions options) =>
        from key in options.BounceKeys
        let buffer = new byte[key.Value.Length]
        where !Convert.TryFromBase64String(key.Value, buffer, out var length) || length < BounceTag.KeyBytes
        select $"{EmailCallbackOptions.Section}:BounceKeys:{key.Key} is base64 of at least {BounceTag.KeyBytes} bytes.";
}
