using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;

namespace BalanceNotifications.Accounts;

/// <summary>Whether the address that was written to is the one an account has (decision 0037). Pure.</summary>
internal static class WrittenAddress
{
    /// <summary>Never of what went to the practice's own people.</summary>
    /// <param name="salt">The practice's.</param>
    public static bool IsOf(AccountDetails details, PlannedNotification told, ReadOnlySpan<byte> salt) =>
        !told.Test && IsOf(details, told.Channel, told.ToHash, told.To, salt);

    /// <param name="hash">Null in what an earlier version sent: there, what is shown of the address decides.</param>
    /// <param name="shown">The address with most of it hidden.</param>
    /// <param name="salt">The practice's.</param>
    public static bool IsOf(
        AccountDetails details, Channel channel, byte[]? hash, string? shown, ReadOnlySpan<byte> salt) =>
        ContactAddress.Of(details, channel) is { } address
        && (hash is null
            ? Mask.Of(channel, address) == shown
            : AddressHash.Of(salt, channel, address).AsSpan().SequenceEqual(hash));
}
