using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace BalanceNotifications.Batches;

/// <summary>An uploaded CSV file, row by row, in constant memory.</summary>
/// <param name="practice">Id of the practice.</param>
/// <param name="onDemand">For an on-demand file; null for the others.</param>
internal sealed class CsvFile(
    Stream body, BatchKind kind, int practice, byte[] salt, RequestOrigin origin, OnDemandRules? onDemand = null)
{
    private const int MaxRowBytes = 64 * 1024;

    private readonly CsvLayout _layout = CsvLayout.Of(kind);
    private readonly HashSet<long> _malformed = [];

    /// <exception cref="BrokenFileException">On the first use, for a header that is not one; later, for text that is not UTF-8.</exception>
    public async IAsyncEnumerable<IntakeRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = CsvReader.Create(body, Options(), leaveOpen: true);
        var header = await ReadHeaderAsync(reader, cancellationToken);
        await foreach (var row in RowsInOrder.CheckAsync(
            ReadRowsAsync(reader, cancellationToken), row => Check(header, row), cancellationToken))
        {
            yield return row;
        }
    }

    private async IAsyncEnumerable<CsvRow> ReadRowsAsync(
        CsvReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await NextAsync(reader, cancellationToken))
        {
            RequireUtf8(reader.RawRecord);
            var cells = new string?[reader.FieldCount];
            for (var position = 0; position < cells.Length; position++)
            {
                cells[position] = reader.IsEmpty(position) ? null : reader.GetString(position);
            }

            yield return new(
                checked((int)reader.RowNumber), cells, _malformed.Remove(reader.RowNumber + 1),
                reader.RawRecord.Contains((byte)0));
        }
    }

    private async Task<CsvHeader> ReadHeaderAsync(CsvReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadHeaderAsync(cancellationToken);
        }
        catch (CsvFormatException)
        {
            throw new BrokenFileException(new FieldError(BrokenFileException.Body, "Begins with a row that is too long."));
        }

        var header = reader.Headers.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        return header.Length == 0
            ? throw new BrokenFileException(new FieldError(BrokenFileException.Body, "Is empty; a header row is required."))
            : new CsvHeader(_layout, header);
    }

    private static async Task<bool> NextAsync(CsvReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException broken)
        {
            throw new BrokenFileException(new FieldError(
                BrokenFileException.Body,
                $"Row {broken.RecordNumber - 1} is longer than {MaxRowBytes} bytes, or a quote is never closed."));
        }
    }

    private IntakeRow Check(CsvHeader header, CsvRow read)
    {
        var cells = new CsvCells(header, read);
        var row = new UploadedRow(read.Number, origin) { Account = cells.Text(CsvLayout.AccountField), OnDemand = onDemand };
        CheckForm(header, read, row);
        object? command = row.Checks.Failed ? null : CsvCommands.Read(kind, cells, row);
        return row.Checks.Failed
            ? row.Reject(header.PositionOf, _layout.ColumnOf, cells.Text)
            : row.Accept(command, practice, salt);
    }

    // A row that is out of shape is not read any further: its cells may stand in the wrong columns.
    private static void CheckForm(CsvHeader header, CsvRow read, UploadedRow row)
    {
        if (read.HasStrayQuote)
        {
            row.Checks.Add(CsvLayout.AccountField, "The row has a quote in the wrong place.");
        }

        if (read.Cells.Length != header.Length)
        {
            row.Checks.Add(
                CsvLayout.AccountField, $"The row has {read.Cells.Length} cells, the header {header.Length}.");
        }

        if (read.HasNul)
        {
            row.Checks.Add(CsvLayout.AccountField, "The row has a NUL character.");
        }
    }

    private static void RequireUtf8(ReadOnlySpan<byte> record)
    {
        if (!Utf8.IsValid(record))
        {
            throw new BrokenFileException(new FieldError(BrokenFileException.Body, "Is not UTF-8."));
        }
    }

    // One line is one row: otherwise a single stray quote would swallow the rows that follow it.
    private CsvReaderOptions Options() => new()
    {
        Separator = ',',
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        TrimWhitespace = true,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = MaxRowBytes,
        OnMalformedRecord = record => _malformed.Add(record.RecordNumber),
    };
}
