using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Contact;

/// <summary>A keyed hash of an address, by which suppressions and searches find it without holding it.</summary>
public static class AddressHash
{
    /// <summary>
    /// HMAC-SHA-256, 32 bytes, over the normalised address in UTF-8. A number has one hash for texts and for calls;
    /// e-mail addresses have an at sign and numbers have none, so the two cannot meet.
    /// </summary>
    /// <param name="salt">The practice's permanent random salt.</param>
    public static byte[] Of(ReadOnlySpan<byte> salt, Channel channel, string address) =>
        HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(Normalise(channel, address)));

    private static string Normalise(Channel channel, string address) => channel switch
    {
        Channel.Email => EmailAddress.Normalise(address),
        Channel.Text or Channel.Voice => PhoneNumber.TryNormalise(address, out var e164) ? e164 : address.Trim(),
    };
}
