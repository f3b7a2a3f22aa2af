using System.Buffers.Binary;

namespace BalanceNotifications.Sending;

/// <summary>
/// Spreads what would else happen at one instant. No dice: the same question gets the same answer, so that a decision
/// stays pure and a replay gives the same instant.
/// </summary>
public static class Spread
{
    /// <summary>Evenly over 0 (inclusive) to 1 (exclusive).</summary>
    /// <param name="turn">Which of the notification's own draws it is, such as its attempt.</param>
    public static double Of(Guid notification, int turn)
    {
        Span<byte> bytes = stackalloc byte[16];
        notification.TryWriteBytes(bytes);
        var mixed = unchecked(Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes) + (ulong)turn)
            ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        return (Mix(mixed) >> 11) / (double)(1UL << 53);
    }

    // The finaliser of splitmix64: neighbouring inputs give unrelated outputs.
    private static ulong Mix(ulong value) => unchecked(
        Last((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9));

    private static ulong Last(ulong value)
    {
        var product = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return product ^ (product >> 31);
    }
}
