using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BalanceNotifications.Batches;

/// <summary>
/// Rows in the binary format of COPY (PostgreSQL's documentation, COPY, "Binary Format"), put together in one buffer, which is
/// sent whole: not value by value through the driver, and in its pieces of eight kilobytes.
/// </summary>
internal sealed class CopyRows
{
    private const int Full = 128 * 1024;
    private const int Null = -1;
    private const short End = -1;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Full);

    public CopyRows()
    {
        _buffer.Write("PGCOPY\n"u8);
        _buffer.Write<byte>([0xFF, (byte)'\r', (byte)'\n', 0]);
        Add(0); // flags
        Add(0); // length of what may follow in later versions
    }

    /// <summary>Whether there is enough to be worth sending.</summary>
    public bool IsFull => _buffer.WrittenCount >= Full;

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <param name="columns">How many values follow.</param>
    public void BeginRow(short columns) => Add(columns);

    public void Write(int value)
    {
        Add(sizeof(int));
        Add(value);
    }

    public void Write(short value)
    {
        Add(sizeof(short));
        Add(value);
    }

    public void Write(Guid value)
    {
        const int Length = 16;
        Add(Length);
        value.TryWriteBytes(_buffer.GetSpan(Length), bigEndian: true, out _);
        _buffer.Advance(Length);
    }

    /// <param name="value">Null is SQL null.</param>
    public void Write(string? value)
    {
        if (value is null)
        {
            Add(Null);
            return;
        }

        Add(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _buffer);
    }

    /// <summary>Once, behind the last row.</summary>
    public void WriteEnd() => Add(End);

    /// <summary>For the next rows.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    private void Add(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    private void Add(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(sizeof(short)), value);
        _buffer.Advance(sizeof(short));
    }
}
