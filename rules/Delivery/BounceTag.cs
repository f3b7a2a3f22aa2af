using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Delivery;

/// <summary>
/// What an e-mail carries in its envelope so that a report of it leads back to the notification: the notification's id
/// and 6 bytes of HMAC-SHA-256 over it, in 44 hexadecimal digits, which survive a relay that changes their case. Nobody
/// who has not seen the envelope can make one up (decision 0026).
/// </summary>
public static partial class BounceTag
{
    /// <summary>Characters of a tag: with 19 before it and a plus, it fits into the 64 of a local part.</summary>
    public const int Length = 44;

    public const int KeyBytes = 32;

    private const int MacBytes = 6;

    public static string Of(ReadOnlySpan<byte> key, Guid notification) =>
        $"{notification:n}{Convert.ToHexStringLower(MacOf(key, notification))}";

    /// <summary>The notification of the first genuine tag in a text, for example in an address; null when there is none.</summary>
    /// <param name="keys">Any of them may have made it.</param>
    public static Guid? Find(string text, IReadOnlyList<byte[]> keys)
    {
        foreach (var match in Tag().EnumerateMatches(text))
        {
            var tag = text.AsSpan(match.Index, Length);
            var (notification, mac) = (Guid.ParseExact(tag[..32], "n"), Convert.FromHexString(tag[32..]));
            if (keys.Any(key => CryptographicOperations.FixedTimeEquals(MacOf(key, notification), mac)))
            {
                return notification;
            }
        }

        return null;
    }

    private static byte[] MacOf(ReadOnlySpan<byte> key, Guid notification) =>
        HMACSHA256.HashData(key, notification.ToByteArray(bigEndian: true))[..MacBytes];

    [GeneratedRegex("(?<![0-9a-fA-F])[0-9a-fA-F]{44}(?![0-9a-fA-F])")]
    private static partial Regex Tag();
}
