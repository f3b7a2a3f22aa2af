using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace BalanceNotifications.Csv;

/// <summary>
/// A list as a file, written row by row as it is read: what is held in memory does not grow with it. A cell that a
/// spreadsheet would take for a formula is escaped.
/// </summary>
internal static class CsvDownload
{
    public const string MediaType = "text/csv";

    /// <param name="header">In snake_case, as in the files that are taken in.</param>
    /// <param name="cells">One for each name of the header.</param>
    public static IResult Of<T>(
        string file, string[] header, IAsyncEnumerable<T> rows, Func<T, string[]> cells,
        CancellationToken cancellationToken) =>
        TypedResults.Stream(body => WriteAsync(body, header, rows, cells, cancellationToken), MediaType, file);

    /// <summary>Whether a caller asks for it by <c>Accept</c>.</summary>
    public static bool IsWanted(HttpRequest request) => request.GetTypedHeaders().Accept
        .Any(accepted => accepted.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    public static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    public static string Amount(decimal? amount) => amount?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    public static string Number<T>(T? number)
        where T : struct, IFormattable => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    /// <summary>As JSON spells it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static async Task WriteAsync<T>(
        Stream body, string[] header, IAsyncEnumerable<T> rows, Func<T, string[]> cells,
        CancellationToken cancellationToken)
    {
        var options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };
        await using var csv = CsvWriter.Create(body, options, leaveOpen: true);
        await csv.WriteRecordAsync(header, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var cell in cells(row))
            {
                Write(csv, cell);
            }

            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    // A number with a minus is no formula, and stays a number.
    private static void Write(CsvWriter csv, string cell)
    {
        if (cell.StartsWith('-') && decimal.TryParse(
            cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number))
        {
            csv.WriteField(number);
        }
        else
        {
            csv.WriteField(cell);
        }
    }
}
