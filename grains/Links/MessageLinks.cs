using System.Buffers.Text;
using System.Security.Cryptography;
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

    public string QuickPayUrl(Guid notification) => $"{_publicUrl}/q/{Token(notification, QuickPay)}";

    public string UnsubscribeUrl(Guid notification) => $"{_publicUrl}/u/{Token(notification, Unsubscribe)}";

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
