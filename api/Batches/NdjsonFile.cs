using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace BalanceNotifications.Batches;

/// <summary>An uploaded NDJSON file, one JSON object a line, in constant memory. Empty lines count for nothing.</summary>
/// <param name="practice">Id of the practice.</param>
/// <param name="onDemand">For an on-demand file; null for the others.</param>
internal sealed class NdjsonFile(
    PipeReader body, BatchKind kind, int practice, byte[] salt, RequestOrigin origin, JsonSerializerOptions json,
    OnDemandRules? onDemand = null)
{
    private const int MaxLineBytes = 64 * 1024;

    private int _rows;

    /// <exception cref="BrokenFileException">It is empty, not UTF-8, or has a line that is too long.</exception>
    public IAsyncEnumerable<IntakeRow> ReadAsync(CancellationToken cancellationToken) =>
        RowsInOrder.CheckAsync(ReadLinesAsync(cancellationToken), Check, cancellationToken);

    private async IAsyncEnumerable<(int Number, byte[] Line)> ReadLinesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (TryTakeLine(ref buffer, result.IsCompleted, out var line))
            {
                if (TextOf(line) is { } text)
                {
                    yield return (++_rows, text);
                }
            }

            if (buffer.Length > MaxLineBytes)
            {
                throw Broken($"Row {_rows + 1} is longer than {MaxLineBytes} bytes.");
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        if (_rows == 0)
        {
            throw Broken("Is empty; one JSON object a line is expected.");
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private IntakeRow Check((int Number, byte[] Line) row) => NdjsonRow.Check(
        row.Line, new UploadedRow(row.Number, origin) { OnDemand = onDemand }, kind, practice, salt, json);

    // Null for an empty line.
    private static byte[]? TextOf(ReadOnlySequence<byte> bytes)
    {
        var line = bytes.ToArray();
        if (line.AsSpan().Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        return Utf8.IsValid(line) ? line : throw Broken("Is not UTF-8.");
    }

    private static BrokenFileException Broken(string message) =>
        new(new FieldError(BrokenFileException.Body, message));
}
