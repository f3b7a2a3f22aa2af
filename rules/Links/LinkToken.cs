using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Links;

/// <summary>The token of a link: key version and 16 bytes of HMAC-SHA-256 as base64url. Tables hold only its hash.</summary>
public static class LinkToken
{
    /// <summary>Characters of a token; it rides in texts.</summary>
    public const int Length = 23;

    /// <returns>SHA-256 of the token's characters; null for what cannot be a token.</returns>
    public static byte[]? HashOf(string token) => token.Length == Length && Base64Url.IsValid(token)
        ? SHA256.HashData(Encoding.ASCII.GetBytes(token))
        : null;
}

/// <summary>A link that went out in a message.</summary>
/// <param name="TokenHash">See <see cref="LinkToken.HashOf"/>.</param>
public sealed record IssuedLink(byte[] TokenHash, DateTimeOffset ExpiresAt);
