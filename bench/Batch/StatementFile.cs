using System.Globalization;
using System.Text;

namespace BalanceNotifications.Bench.Batch;

/// <summary>
/// An invented CSV file of statements. It is written before anything is measured, so that neither the upload nor what it is
/// held against waits for its rows to be made up; and removed at the end.
/// </summary>
internal sealed class StatementFile : IDisposable
{
    /// <summary>Bytes that are read at a time.</summary>
    public const int Bite = 256 * 1024;

    public const string Header =
        "account,statement_id,statement_date,due_date,amount_due,current_balance,first_name,last_name,language,email,"
        + "phone,state,postal_code,time_zone,paperless,email_switch,text_switch,voice_switch,consent_source,consent_at,"
        + "consent_wording";

    private readonly FileInfo _file;

    private StatementFile(FileInfo file) => _file = file;

    public long Bytes => _file.Length;

    /// <param name="date">The date of the statements.</param>
    public static async Task<StatementFile> WriteAsync(int rows, DateOnly date)
    {
        var path = Path.Combine(Path.GetTempPath(), $"bn-bench-{Guid.CreateVersion7():n}.csv");
        await using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), Bite))
        {
            await writer.WriteAsync($"{Header}\n");
            var text = new StringBuilder();
            for (var row = 1; row <= rows; row++)
            {
                Append(text.Clear(), row, date);
                await writer.WriteAsync(text);
            }
        }

        return new(new FileInfo(path));
    }

    public FileStream Read() => new(
        _file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, Bite, FileOptions.Asynchronous | FileOptions.SequentialScan);

    public void Dispose() => _file.Delete();

    private static void Append(StringBuilder text, int row, DateOnly date) => text.Append(
        CultureInfo.InvariantCulture,
        $"""
        b{row:0000000},S-{row},{date:yyyy-MM-dd},{date.AddDays(21):yyyy-MM-dd},{120 + (row % 100)}.50,{120 + (row % 100)}.50,Ada,Example-{row % 5000},en,ada.{row}@home.example,+1312555{100 + (row % 100):0000},IL,60601,America/Chicago,optedIn,optedIn,optedOut,optedOut,intake form,2026-01-05T10:00:00-06:00,I agree to texts and calls about my account.

        """);
}
