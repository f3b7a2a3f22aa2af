using System.Diagnostics;

namespace BalanceNotifications.Bench.Batch;

/// <summary>
/// What PostgreSQL does with the same file by itself: every column as text, nothing checked. Keyed, by the number of the row,
/// is the least that lets anybody work a file row by row; without a key nothing is faster.
/// </summary>
internal sealed class PlainCopy(BenchDatabase database)
{
    public async Task<TimeSpan> TakeAsync(StatementFile file, bool keyed)
    {
        var columns = StatementFile.Header.Split(',');
        var key = keyed ? ", row bigint generated always as identity primary key" : "";
        await database.ExecuteAsync($"create table plain ({string.Join(", ", columns.Select(name => $"{name} text"))}{key})");
        await database.ExecuteAsync("checkpoint");
        await using var connection = await database.Owner.OpenConnectionAsync();
        await using var body = file.Read();

        var began = Stopwatch.GetTimestamp();
        await using (var copy = (StreamWriter)await connection.BeginTextImportAsync(
            $"copy plain ({string.Join(", ", columns)}) from stdin (format csv, header)"))
        {
            await body.CopyToAsync(copy.BaseStream, StatementFile.Bite);
        }

        var took = Stopwatch.GetElapsedTime(began);
        await database.ExecuteAsync("drop table plain");
        return took;
    }
}
