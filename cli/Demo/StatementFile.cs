using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Demo;

/// <summary>The demo's CSV: a header and one statement a line, with <c>@today</c> where a date depends on the day.</summary>
internal sealed partial class StatementFile(IReadOnlyList<string> lines)
{
    private readonly string _header = lines[0];
    private readonly IReadOnlyList<string> _rows = [.. lines.Skip(1)];

    public int Rows => _rows.Count;

    public static async Task<StatementFile> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        new(await File.ReadAllLinesAsync(file.FullName, cancellationToken));

    /// <summary>The rows of one practice as a complete CSV, ready to upload on <paramref name="today"/>.</summary>
    public string RowsOf(DemoPractice practice, DateOnly today)
    {
        var csv = new StringBuilder(_header).Append('\n');
        foreach (var row in _rows.Skip(practice.FirstRow).Take(practice.Rows))
        {
            csv.Append(Token.Replace(row, token => Resolve(token, today))).Append('\n');
        }

        return csv.ToString();
    }

    private static string Resolve(Match token, DateOnly today)
    {
        var days = token.Groups["days"];
        return today
            .AddDays(days.Success ? int.Parse(days.ValueSpan, CultureInfo.InvariantCulture) : 0)
            .ToString("O", CultureInfo.InvariantCulture);
    }

    // A whole field: an address such as ann@today.example stays as it is.
    [GeneratedRegex(@"(?<=^|,)@today(\+(?<days>\d+))?(?=,|$)")]
    private static partial Regex Token { get; }
}
