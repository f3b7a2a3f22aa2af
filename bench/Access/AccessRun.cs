using System.Diagnostics;
using System.Text.Json.Serialization;
using BalanceNotifications.Bench.Seed;
using BalanceNotifications.Keys;

namespace BalanceNotifications.Bench.Access;

/// <param name="AccessOverOpen">Median over the pairs: time of a request with a key over one to an open route.</param>
/// <param name="OpenMicroseconds">Of a request, in the median block.</param>
/// <param name="AccessMicroseconds">Likewise.</param>
internal sealed record AccessResult(
    [property: JsonPropertyName("access_over_open")] double AccessOverOpen,
    [property: JsonPropertyName("open_us")] double OpenMicroseconds,
    [property: JsonPropertyName("access_us")] double AccessMicroseconds,
    [property: JsonPropertyName("pairs")] int Pairs,
    [property: JsonPropertyName("requests")] int Requests);

/// <summary>
/// What a key, its policy and the practice of its path cost a request: blocks of requests to the same handler, open and
/// guarded by turns, one at a time over one connection of loopback HTTP.
/// </summary>
internal static class AccessRun
{
    /// <summary>The most that access may cost.</summary>
    public const double Most = 1.15;

    private const int Pairs = 60;
    private const int Block = 500;
    private const int WarmUp = 8;

    public static async Task<AccessResult> RunAsync(BenchDatabase database)
    {
        await BenchPractice.OpenAsync(database, AccessHost.Practice);
        var key = await new KeyStore(database.Owner, database.Clock).CreateAsync(
            "bench", "bench", new([AccessHost.Practice], ["viewer"]), KeyName.Bootstrap, default);
        await using var host = await AccessProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString("bn_api"),
            // In Production no clock may be moved.
            ["ASPNETCORE_ENVIRONMENT"] = "Bench",
            ["Clock:Offset"] = $"{database.ClockOffset}",
        });
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key!.Secret);

        var pairs = new List<(double Open, double Guarded)>();
        for (var pair = -WarmUp; pair < Pairs; pair++)
        {
            // By turns, so that a machine that slows down does so for both.
            var guardedFirst = pair % 2 == 0;
            var first = await BlockAsync(client, guardedFirst ? AccessHost.Guarded : AccessHost.Open);
            var second = await BlockAsync(client, guardedFirst ? AccessHost.Open : AccessHost.Guarded);
            if (pair >= 0)
            {
                pairs.Add(guardedFirst ? (second, first) : (first, second));
            }
        }

        return new(
            Math.Round(Median(pairs.Select(pair => pair.Guarded / pair.Open)), 3),
            Math.Round(Median(pairs.Select(pair => pair.Open)), 1),
            Math.Round(Median(pairs.Select(pair => pair.Guarded)), 1),
            Pairs,
            Pairs * Block * 2);
    }

    /// <returns>Microseconds of a request.</returns>
    private static async Task<double> BlockAsync(HttpClient client, string path)
    {
        var uri = new Uri(path, UriKind.Relative);
        var begun = Stopwatch.GetTimestamp();
        for (var request = 0; request < Block; request++)
        {
            using var answer = await client.GetAsync(uri);
            answer.EnsureSuccessStatusCode();
        }

        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Block;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
