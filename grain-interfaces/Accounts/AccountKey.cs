using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Accounts;

/// <summary>
/// The key of an account grain: the practice's number and a keyed hash of the account number. Orleans prints grain
/// ids in time-outs and spans, so the account number itself must not be in them; the slash keeps the AdoNet provider
/// from reading the key as a number (shared storage rows, dotnet/orleans #9706).
/// </summary>
public readonly record struct AccountKey
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private AccountKey(int practice, string hash)
    {
        Practice = practice;
        Hash = hash;
    }

    public int Practice { get; }

    /// <summary>26 characters of RFC 4648 base32, lower case: 16 bytes of HMAC-SHA-256.</summary>
    public string Hash { get; }

    /// <param name="salt">The practice's permanent random salt.</param>
    public static AccountKey Of(int practice, ReadOnlySpan<byte> salt, string accountNumber)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(accountNumber), mac);
        return new(practice, Encode(mac[..16]));
    }

    /// <exception cref="FormatException">The grain key was not made by <see cref="ToString"/>.</exception>
    public static AccountKey Parse(string grainKey)
    {
        var slash = grainKey.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && int.TryParse(grainKey.AsSpan(0, slash), CultureInfo.InvariantCulture, out var practice)
            ? new(practice, grainKey[(slash + 1)..])
            : throw new FormatException("An account grain's key is practice/hash.");
    }

    /// <summary>Of another account of the same practice.</summary>
    /// <param name="hash">As <see cref="Hash"/> of that account.</param>
    public AccountKey Sibling(string hash) => new(Practice, hash);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Practice}/{Hash}");

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(26);
        var buffer = 0;
        var bits = 0;
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Base32[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return text.Append(Base32[(buffer << (5 - bits)) & 31]).ToString();
    }
}
