using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Events;

/// <summary>
/// The permanent id of an event: a UUIDv8 (RFC 9562) made of a hash of what happened, so that telling it twice tells it
/// under one id.
/// </summary>
public static class EventId
{
    /// <param name="accountKey">The account's keyed hash: the id tells a stranger nothing.</param>
    /// <param name="what">Which of the account's events of a type.</param>
    public static Guid Of(EventType type, int practice, string accountKey, string what)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{(int)type}\n{practice}\n{accountKey}\n{what}"), hash);
        var id = hash[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x80); // version 8
        id[8] = (byte)((id[8] & 0x3F) | 0x80); // variant of RFC 9562
        return new Guid(id, bigEndian: true);
    }
}
