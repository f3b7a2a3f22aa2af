using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Callbacks;

/// <summary>
/// How Twilio signs a request: base64 of HMAC-SHA1 with the account's auth token over the address it called and the
/// fields of the form (https://www.twilio.com/docs/usage/security#validating-requests). Pure.
/// </summary>
internal static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    /// <param name="publicUrl">What Twilio was told: scheme, host, perhaps a port and the beginning of the path.</param>
    /// <param name="target">Path and query as they came.</param>
    public static bool IsGood(
        string? signature, Uri publicUrl, string target, IFormCollection form, IEnumerable<string> authTokens)
    {
        var given = new byte[SHA1.HashSizeInBytes];
        return IsHash(signature, given)
            && (from token in authTokens
                from url in Forms(publicUrl, target)
                select CryptographicOperations.FixedTimeEquals(given, Hash(token, url, form)))
                .Aggregate(false, (found, equal) => found | equal);
    }

    /// <summary>The signature that Twilio would send.</summary>
    public static string Of(string authToken, string url, IFormCollection form) =>
        Convert.ToBase64String(Hash(authToken, url, form));

    private static bool IsHash(string? signature, Span<byte> hash) =>
        signature is { Length: 28 } && Convert.TryFromBase64String(signature, hash, out var length)
        && length == hash.Length;

    // Which of the two it signs depends on what it was told and on the product that calls.
    private static IEnumerable<string> Forms(Uri publicUrl, string target)
    {
        var path = publicUrl.AbsolutePath.TrimEnd('/') + target;
        yield return $"{publicUrl.Scheme}://{publicUrl.IdnHost}{path}";
        yield return $"{publicUrl.Scheme}://{publicUrl.IdnHost}:{publicUrl.Port}{path}";
    }

    [SuppressMessage("Security", "CA5350", Justification = "It is what Twilio signs with.")]
    private static byte[] Hash(string authToken, string url, IFormCollection form)
    {
        var signed = new StringBuilder(url);
        foreach (var field in form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            foreach (var value in field.Value.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                signed.Append(field.Key).Append(value);
            }
        }

        return HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString()));
    }
}
