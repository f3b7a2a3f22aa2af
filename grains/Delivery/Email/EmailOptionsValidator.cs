using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Email;

internal sealed class EmailOptionsValidator : IValidateOptions<EmailOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // A grain's turn must end well before Orleans gives its callers up at 30 seconds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12);

    // RFC 5321 4.5.3.1.1: 64 in all.
    private const int MostBeforeTag = 64 - 1 - BounceTag.Length;

    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var failures = options.Relays.SelectMany(relay => Check(relay.Key, relay.Value)).ToList();
        var buffer = new byte[options.BounceKey.Length];
        var isKey = Convert.TryFromBase64String(options.BounceKey, buffer, out var length)
            && length >= BounceTag.KeyBytes;
        if (!isKey && (options.BounceKey.Length > 0 || options.Relays.Values.Any(relay => relay.BounceAddress is not null)))
        {
            failures.Add(
                $"{EmailOptions.Section}:BounceKey must be base64 of at least {BounceTag.KeyBytes} bytes, and is required "
                + "with a BounceAddress.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string name, RelayOptions relay)
    {
        var section = $"{EmailOptions.Section}:Relays:{name}";
        if (string.IsNullOrWhiteSpace(relay.Host))
        {
            yield return $"{section}:Host is required.";
        }

        if (relay.Port is < 1 or > 65535)
        {
            yield return $"{section}:Port must be 1 to 65535.";
        }

        if (!Enum.IsDefined(relay.Security))
        {
            yield return $"{section}:Security must be None, StartTls or Tls.";
        }

        if (relay.UserName.Length > 0 != relay.Password.Length > 0)
        {
            yield return $"{section}:UserName and {section}:Password must be set together, or neither.";
        }

        if (relay.Connections is < 1 or > 64)
        {
            yield return $"{section}:Connections must be 1 to 64.";
        }

        if (relay.BounceAddress is not null && !(relay.BounceMailbox is { LocalPart.Length: > 0 and <= MostBeforeTag } bounce
            && bounce.Address == relay.BounceAddress))
        {
            yield return $"{section}:BounceAddress must be an address with at most {MostBeforeTag} characters before the @.";
        }

        if (relay.MaxMessageBytes is < 10_000 or > 100_000_000)
        {
            yield return $"{section}:MaxMessageBytes must be 10000 to 100000000.";
        }

        if (relay.Timeout < Shortest || relay.Timeout > Longest)
        {
            yield return $"{section}:Timeout must be 00:00:01 to 00:00:12.";
        }
    }
}
