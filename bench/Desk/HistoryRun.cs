using System.Diagnostics;
using System.Net;
using BalanceNotifications.Bench.Measure;
using BalanceNotifications.Bench.Seed;
using Npgsql;

namespace BalanceNotifications.Bench.Desk;

/// <summary>
/// Asks a real api for pages of a long history, and PostgreSQL for the same by hand, in turn, one at a time; each at places of
/// its own, so that neither finds in memory what the other has just read.
/// </summary>
internal sealed class HistoryRun(long rows, int requests, BenchDatabase database)
{
    private const int Warm = 200;
    private const int Seed = 6;

    private readonly Random _places = new(Seed);

    public async Task<HistoryResult> RunAsync()
    {
        var practice = (await BenchPractice.OpenAsync(database, "giant")).Practice;
        var history = new HistoryRows(database, practice.Id, rows);
        var began = Stopwatch.GetTimestamp();
        await history.WriteAsync();
        var seeded = Stopwatch.GetElapsedTime(began);
        await Console.Error.WriteLineAsync($"{rows} rows of history in {seeded.TotalSeconds:0} s");

        await using var product = await Product.StartAsync(database, "Paced", new Dictionary<string, string>());
        await using var byHand = await database.Owner.OpenConnectionAsync();
        var path = $"/v1/practices/{practice.Slug}/notifications";
        var pages = new List<PageTime>();
        foreach (var question in Question.All(history))
        {
            pages.Add(await MeasureAsync(product.Client, path, byHand, practice.Id, question));
            await Console.Error.WriteLineAsync($"{pages[^1]}");
        }

        var size = await database.AskAsync<decimal>("""
            select sum(pg_total_relation_size(relid)) from pg_partition_tree('notification') where isleaf
            """);
        return new(rows, requests, seeded.TotalSeconds, Math.Round((double)size / (1 << 30), 1), pages);
    }

    private async Task<PageTime> MeasureAsync(
        HttpClient api, string path, NpgsqlConnection byHand, int practice, Question question)
    {
        await using var command = new NpgsqlCommand(question.Sql, byHand);
        var (apiTimes, sqlTimes) = (new List<double>(), new List<double>());
        for (var request = -Warm; request < requests; request++)
        {
            var fromApi = await AskAsync(api, $"{path}{question.Path(_places.NextDouble())}");
            var fromSql = await AskAsync(command, practice, question.Places(_places.NextDouble()));
            if (request >= 0)
            {
                apiTimes.Add(fromApi);
                sqlTimes.Add(fromSql);
            }
        }

        return new(
            question.Name, Percentile(apiTimes, 50), Percentile(apiTimes, 99), Percentile(sqlTimes, 50),
            Percentile(sqlTimes, 99));
    }

    private static async Task<double> AskAsync(HttpClient api, string path)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await api.GetAsync(new Uri(path, UriKind.Relative));
        var body = await answer.Content.ReadAsByteArrayAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return answer.StatusCode is HttpStatusCode.OK && body.Length > 0
            ? took
            : throw new InvalidOperationException($"{path}: {answer.StatusCode}");
    }

    // Prepared after its second use, as the product's are; and every value is taken out of the answer.
    private static async Task<double> AskAsync(NpgsqlCommand command, int practice, NpgsqlParameter[] places)
    {
        command.Parameters.Clear();
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.AddRange(places);

        var began = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Percentile(List<double> values, int of)
    {
        var ordered = values.Order().ToArray();
        return Math.Round(ordered[Math.Min(ordered.Length - 1, ordered.Length * of / 100)], 3);
    }
}
