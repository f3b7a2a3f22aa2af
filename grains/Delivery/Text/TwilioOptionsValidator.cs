using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Text;

internal sealed partial class TwilioOptionsValidator : IValidateOptions<TwilioOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // A grain's turn must end well before Orleans gives its callers up at 30 seconds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public ValidateOptionsResult Validate(string? name, TwilioOptions options)
    {
        var failures = options.Accounts.SelectMany(account => Check(account.Key, account.Value)).ToList();
        // Twilio takes no name of a host with an underscore.
        if (options.CallbackUrl is { } url && (!IsHttp(url) || url.Query.Length > 0 || url.Host.Contains('_', StringComparison.Ordinal)))
        {
            failures.Add(
                $"{TwilioOptions.Section}:CallbackUrl must be an absolute http(s) address without a query, "
                + "and without an underscore in its host.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string name, TwilioAccountOptions account)
    {
        var section = $"{TwilioOptions.Section}:Accounts:{name}";
        if (!AccountSid().IsMatch(account.AccountSid))
        {
            yield return $"{section}:AccountSid is required, AC and 32 hexadecimal digits.";
        }

        if (account.AuthToken.Length == 0)
        {
            yield return $"{section}:AuthToken is required.";
        }

        if (!IsHttp(account.BaseAddress))
        {
            yield return $"{section}:BaseAddress must be an absolute http or https address.";
        }

        if (account.Connections is < 1 or > 100)
        {
            yield return $"{section}:Connections must be 1 to 100.";
        }

        if (account.Timeout < Shortest || account.Timeout > Longest)
        {
            yield return $"{section}:Timeout must be 00:00:01 to 00:00:10.";
        }
    }

    private static bool IsHttp(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);

    [GeneratedRegex("^AC[0-9a-fA-F]{32}\\z")]
    private static partial Regex AccountSid();
}
