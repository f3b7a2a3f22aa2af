using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BalanceNotifications.Bench.Batch;

/// <summary>An invented CSV file of statements, written as it is read: a million rows take no memory.</summary>
internal sealed class StatementFile : HttpContent
{
    private const int FlushBytes = 64 * 1024;

    private readonly int _rows;
    private readonly DateOnly _date;

    /// <param name="date">The date of the statements.</param>
    public StatementFile(int rows, DateOnly date)
    {
        (_rows, _date) = (rows, date);
        Headers.ContentType = new MediaTypeHeaderValue("text/csv");
    }

    /// <summary>The same bytes, to wherever.</summary>
    public async Task WriteAsync(Stream stream)
    {
        var due = _date.AddDays(21);
        var text = new StringBuilder(
            "account,statement_id,statement_date,due_date,amount_due,current_balance,first_name,last_name,language,email,"
            + "phone,state,postal_code,time_zone,paperless,email_switch,text_switch,voice_switch,consent_source,consent_at,"
            + "consent_wording\n");
        for (var row = 1; row <= _rows; row++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                {AccountOf(row)},S-{row},{_date:yyyy-MM-dd},{due:yyyy-MM-dd},{120 + (row % 100)}.50,{120 + (row % 100)}.50,Ada,Example-{row % 5000},en,ada.{row}@home.example,+1312555{100 + (row % 100):0000},IL,60601,America/Chicago,optedIn,optedIn,optedOut,optedOut,intake form,2026-01-05T10:00:00-06:00,I agree to texts and calls about my account.

                """);
            if (text.Length > FlushBytes)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
                text.Clear();
            }
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static string AccountOf(int row) => string.Create(CultureInfo.InvariantCulture, $"b{row:0000000}");

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
