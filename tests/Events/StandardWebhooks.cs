using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Events;

/// <summary>
/// A receiver's check, written from the text of the Standard Webhooks specification and sharing nothing with what signs:
/// the secret is <c>whsec_</c> and base64 of 24 to 64 bytes; signed is <c>id.timestamp.body</c> with HMAC-SHA-256; the header
/// is a list, separated by spaces, of signatures with their version, of which one that fits is enough.
/// </summary>
internal static class StandardWebhooks
{
    public static bool Verify(string secret, ReceivedEvent received)
    {
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        Assert.InRange(key.Length, 24, 64);
        var age = TimeProvider.System.GetUtcNow()
            - DateTimeOffset.FromUnixTimeSeconds(long.Parse(received.Timestamp, CultureInfo.InvariantCulture));
        Assert.InRange(age, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));

        using var hmac = new HMACSHA256(key);
        var expected = hmac.ComputeHash(Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}"));
        foreach (var versioned in received.Signature.Split(' '))
        {
            var parts = versioned.Split(',', 2);
            if (parts[0] == "v1"
                && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(parts[1]), expected))
            {
                return true;
            }
        }

        return false;
    }
}
