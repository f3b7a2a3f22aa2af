using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Events;

/// <summary>The header <c>webhook-signature</c> of the Standard Webhooks scheme, version 1.0.0.</summary>
public static class WebhookSignature
{
    /// <param name="secrets">One signature each, in this order: two while one takes the place of the other.</param>
    /// <param name="at">Of this attempt, as <c>webhook-timestamp</c> says it: seconds since 1970.</param>
    public static string Of(IEnumerable<byte[]> secrets, Guid id, long at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret =>
            $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
