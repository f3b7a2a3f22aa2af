using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Cadence;

/// <summary>
/// The permanent id of a notification: a UUIDv8 (RFC 9562) whose first 48 bits are the planned instant in milliseconds
/// and whose rest is a keyed hash of what it is about. The same plan always gives the same id, and the id alone says
/// which month's partition holds it.
/// </summary>
public static class NotificationId
{
    /// <param name="salt">The practice's permanent salt: the id tells a stranger nothing.</param>
    /// <param name="accountKey">The account's keyed hash.</param>
    public static Guid Of(
        ReadOnlySpan<byte> salt,
        DateTimeOffset plannedAt,
        string accountKey,
        string statementId,
        string rule,
        Channel channel)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{accountKey}\n{statementId}\n{rule}\n{channel}"), mac);

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, plannedAt.ToUnixTimeMilliseconds() << 16);
        mac[..10].CopyTo(id[6..]);
        return Finish(id);
    }

    /// <summary>
    /// Of what takes the place of one that failed: it follows from that one's id, and lies in the same partition.
    /// </summary>
    /// <param name="channel">Another than the failed one's; no chain has one twice.</param>
    public static Guid OfFallback(Guid failed, Channel channel)
    {
        Span<byte> source = stackalloc byte[17];
        failed.TryWriteBytes(source, bigEndian: true, out _);
        source[16] = (byte)channel;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);

        Span<byte> id = stackalloc byte[16];
        source[..6].CopyTo(id);
        hash[..10].CopyTo(id[6..]);
        return Finish(id);
    }

    /// <summary>The instant that an id says it was planned for; null for an id that is none of ours.</summary>
    public static DateTimeOffset? PlannedAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return id.Version == 8
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16)
            : null;
    }

    private static Guid Finish(Span<byte> id)
    {
        id[6] = (byte)((id[6] & 0x0F) | 0x80); // version 8
        id[8] = (byte)((id[8] & 0x3F) | 0x80); // variant of RFC 9562
        return new Guid(id, bigEndian: true);
    }
}
