using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Templates;

/// <summary>Proves later what exactly was sent.</summary>
public static class MessageHash
{
    private const byte FormVersion = 1;
    private const int Absent = -1;

    /// <summary>
    /// SHA-256, 32 bytes, over: the byte 1; then subject, html and text, each as its length in bytes of UTF-8 (signed
    /// 32 bits, big-endian, -1 for null) and these bytes.
    /// </summary>
    public static byte[] Of(RenderedMessage message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([FormVersion]);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in new[] { message.Subject, message.Html, message.Text })
        {
            var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, part is null ? Absent : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
