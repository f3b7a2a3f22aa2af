using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Keys;

/// <summary>
/// The form of a secret: <c>bnk_</c>, 43 characters of base62 that hold 256 random bits, and a CRC-32 over what stands
/// before it in six more. Scanners find a leaked one by it, and one that was mistyped is known without asking anybody.
/// </summary>
public static class KeySecret
{
    public const string Prefix = "bnk_";

    /// <summary>What the random characters are drawn from, in the order of their values in the checksum.</summary>
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The fewest characters that hold 256 bits.</summary>
    public const int RandomLength = 43;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    private const int ChecksumLength = 6;
    private const int BodyLength = 4 + RandomLength;

    /// <summary>Whether somebody meant one of these, rightly typed or not.</summary>
    public static bool IsMeant(ReadOnlySpan<char> text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == BodyLength + ChecksumLength && IsMeant(text)
        && !text[Prefix.Length..].ContainsAnyExcept(Characters)
        && text[BodyLength..].SequenceEqual(Checksum(text[..BodyLength]));

    /// <param name="random">Drawn from <see cref="Alphabet"/>.</param>
    /// <exception cref="ArgumentException">Too many or too few characters.</exception>
    public static string Of(string random)
    {
        if (random.Length != RandomLength)
        {
            throw new ArgumentException($"Takes {RandomLength} characters.", nameof(random));
        }

        var body = $"{Prefix}{random}";
        return $"{body}{Checksum(body)}";
    }

    /// <summary>What is kept of a secret: with 256 random bits there is nothing to guess, so a fast hash is enough.</summary>
    public static byte[] HashOf(ReadOnlySpan<char> secret)
    {
        Span<byte> bytes = secret.Length <= 128 ? stackalloc byte[384] : new byte[Encoding.UTF8.GetMaxByteCount(secret.Length)];
        return SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)]);
    }

    private static string Checksum(ReadOnlySpan<char> body)
    {
        Span<byte> bytes = stackalloc byte[BodyLength];
        Encoding.ASCII.GetBytes(body, bytes);
        return string.Create(ChecksumLength, Crc32.HashToUInt32(bytes), static (digits, value) =>
        {
            for (var place = digits.Length - 1; place >= 0; place--)
            {
                digits[place] = Alphabet[(int)(value % 62)];
                value /= 62;
            }
        });
    }
}
