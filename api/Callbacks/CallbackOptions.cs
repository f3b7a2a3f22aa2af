using Microsoft.Extensions.Options;

namespace BalanceNotifications.Callbacks;

/// <summary>Section <c>Callbacks</c>: what tells a provider's calls from anybody else's. Checked at start-up.</summary>
internal sealed class CallbackOptions
{
    public const string Section = "Callbacks";

    /// <summary>
    /// Where providers reach this api from outside, as they were told it: behind a proxy neither scheme nor host of a
    /// request is what the provider signed. Required with a Twilio account; null otherwise.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    public TwilioCallbackOptions Twilio { get; init; } = new();
}

/// <summary>Section <c>Callbacks:Twilio</c>.</summary>
internal sealed class TwilioCallbackOptions
{
    /// <summary>By the silos' names of them (<c>Delivery:Twilio:Accounts</c>). Of any other, every call is a 403.</summary>
    public Dictionary<string, TwilioCallbackAccount> Accounts { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Section <c>Callbacks:Twilio:Accounts:{name}</c>.</summary>
internal sealed class TwilioCallbackAccount
{
    /// <summary>Twilio signs with the primary token.</summary>
    public string AuthToken { get; init; } = "";

    /// <summary>Also good, while one token replaces the other. Null for none.</summary>
    public string? SecondaryAuthToken { get; init; }

    public IEnumerable<string> AuthTokens => SecondaryAuthToken is { Length: > 0 } second ? [AuthToken, second] : [AuthToken];
}

internal sealed class CallbackOptionsValidator : IValidateOptions<CallbackOptions>
{
    public ValidateOptionsResult Validate(string? name, CallbackOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(CallbackOptions options)
    {
        const string PublicUrl = $"{CallbackOptions.Section}:{nameof(CallbackOptions.PublicUrl)}";
        if (options.PublicUrl is { } url && !IsBase(url))
        {
            yield return $"{PublicUrl} is an absolute http or https address without a query.";
        }

        if (options.PublicUrl is null && options.Twilio.Accounts.Count > 0)
        {
            yield return $"{PublicUrl} is required with a Twilio account: its signature covers the address.";
        }

        foreach (var account in options.Twilio.Accounts.Where(account => account.Value.AuthToken.Length == 0))
        {
            yield return $"{CallbackOptions.Section}:Twilio:Accounts:{account.Key}:AuthToken is required.";
        }
    }

    private static bool IsBase(Uri url) => url.IsAbsoluteUri
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url is { Query: "", Fragment: "", UserInfo: "" };
}
