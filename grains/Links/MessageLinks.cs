using System.Buffers.Text;
using System.Security.Cryptography;
using BalanceNotifications.Templates;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Links;

/// <summary>Makes the links of a message. The same notification always gets the same ones.</summary>
internal sealed class MessageLinks(IOptions<LinkOptions> options)
{
    private const byte QuickPay = 1;
    private const byte Unsubscribe = 2;

    private readonly string _publicUrl = options.Value.PublicUrl.TrimEnd('/');
    private readonly byte[] _key = Convert.FromBase64String(options.Value.Key);
    private readonly byte _keyVersion = (byte)options.Value.KeyVersion;

    public MessageLink QuickPayOf(Guid notification) => Of("q", Token(notification, QuickPay));

    public MessageLink UnsubscribeOf(Guid notification) => Of("u", Token(notification, Unsubscribe));

    private MessageLink Of(string page, string token) => new($"{_publicUrl}/{page}/{token}", token, LinkToken.HashOf(token)!);

    /// <summary>23 characters: key version and 16 bytes of HMAC-SHA-256, base64url. It rides in texts.</summary>
    private string Token(Guid notification, byte purpose)
    {
        Span<byte> subject = stackalloc byte[17];
        notification.TryWriteBytes(subject, bigEndian: true, out _);
        subject[16] = purpose;
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, subject, mac);

        Span<byte> token = stackalloc byte[17];
        token[0] = _keyVersion;
        mac[..16].CopyTo(token[1..]);
        return Base64Url.EncodeToString(token);
    }
}

/// <param name="TokenHash">See <see cref="LinkToken.HashOf"/>.</param>
internal sealed record MessageLink(string Url, string Token, byte[] TokenHash)
{
    /// <summary>Null when the message does not hold it.</summary>
    public IssuedLink? IssuedIn(RenderedMessage message, DateTimeOffset expiresAt) =>
        message.Text.Contains(Token, StringComparison.Ordinal)
        || message.Html?.Contains(Token, StringComparison.Ordinal) == true
            ? new(TokenHash, expiresAt)
            : null;
}
