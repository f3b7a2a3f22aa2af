using System.Net;

namespace BalanceNotifications.Events;

/// <summary>What may be stored as an endpoint. The address behind its name is looked at when it is connected to.</summary>
public static class WebhookRules
{
    /// <summary>Of one practice.</summary>
    public const int MostWebhooks = 10;

    public const int LongestUrl = 1000;
    public const int LongestDescription = 200;

    /// <param name="allowed">Networks that are allowed although they are not public; there, plain http may be spoken.</param>
    public static IEnumerable<FieldError> Validate(string url, string? description, IReadOnlyCollection<IPNetwork> allowed)
    {
        if (UrlError(url, allowed) is { } error)
        {
            yield return new("url", error);
        }

        if (description?.Length > LongestDescription)
        {
            yield return new("description", $"Has at most {LongestDescription} characters.");
        }
    }

    private static string? UrlError(string text, IReadOnlyCollection<IPNetwork> allowed)
    {
        if (text.Length > LongestUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp))
        {
            return $"Is an absolute https address of at most {LongestUrl} characters.";
        }

        if (url.Scheme != Uri.UriSchemeHttps && allowed.Count == 0)
        {
            return "Is https.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "Has neither a user nor a fragment.";
        }

        return IPAddress.TryParse(url.DnsSafeHost, out var address)
            && !PublicAddress.Is(address) && !PublicAddress.IsIn(address, allowed)
                ? "Is an address of the public internet."
                : null;
    }
}
