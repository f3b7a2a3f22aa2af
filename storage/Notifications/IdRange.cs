using System.Buffers.Binary;

namespace BalanceNotifications.Notifications;

/// <summary>
/// A range of planned instants as a range of ids, both ends exclusive: an id begins with its planned instant in
/// milliseconds, and none has zeros behind it.
/// </summary>
internal readonly record struct IdRange(Guid After, Guid Before)
{
    public static IdRange Of(DateTimeOffset? from, DateTimeOffset? to) =>
        new(from is { } first ? FirstId(first) : Guid.Empty, to is { } end ? FirstId(end) : Guid.AllBitsSet);

    /// <summary>False where it begins with the first id of all.</summary>
    public bool HasAfter => After != Guid.Empty;

    /// <summary>False where it ends with the last id of all.</summary>
    public bool HasBefore => Before != Guid.AllBitsSet;

    /// <summary>What is left of the range behind a page that ended with <paramref name="cursor"/>.</summary>
    public IdRange Behind(Guid? cursor, bool ascending) => cursor switch
    {
        null => this,
        { } last when ascending => this with { After = last > After ? last : After },
        { } last => this with { Before = last < Before ? last : Before },
    };

    private static Guid FirstId(DateTimeOffset instant)
    {
        var milliseconds = instant.ToUnixTimeMilliseconds();
        if (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < instant)
        {
            milliseconds++;
        }

        Span<byte> id = stackalloc byte[16];
        id.Clear();
        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(milliseconds, 0) << 16);
        return new Guid(id, bigEndian: true);
    }
}
