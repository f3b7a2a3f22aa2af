using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Http;

namespace BalanceNotifications.Delivery;

/// <summary>The afternoon's Twilio: what it answers, and what it tells later, by the number that a text is for.</summary>
internal sealed class AfternoonTwilio
{
    private readonly DrivenTown _town;
    private readonly ConcurrentDictionary<int, int> _asked = new();
    private readonly ConcurrentQueue<Told> _untold = new();
    private readonly ConcurrentQueue<(int Number, bool Arrives)> _taken = new();

    public AfternoonTwilio(DrivenTown town)
    {
        _town = town;
        town.Twilio.Now = () => town.Now;
        town.Twilio.OnRequest = AnswerAsync;
    }

    /// <summary>Of those that said STOP before.</summary>
    public static IEnumerable<int> Stopped => Enumerable.Range(30, 10);

    public int Taken => _taken.Count;

    public int Asked => _asked.Values.Sum();

    public static string Phone(int number) => $"+1312555{number:0000}";

    public static string End(int number) => number switch
    {
        >= 30 and < 40 => "undeliverablePermanent twilio 21610",
        >= 50 and < 55 => "undeliverableCanRetry twilio 30003",
        >= 55 and < 65 => "deliveryError twilio 30007",
        _ => "delivered",
    };

    /// <summary>Tells what it has not told yet: each twice, in an order of its own.</summary>
    public async Task TellAsync()
    {
        var telling = new List<Told>();
        while (_untold.TryDequeue(out var told))
        {
            telling.AddRange([told, told]);
        }

        // Always the same order, and no sensible one.
        new Random(4).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(telling));
        await Parallel.ForEachAsync(telling, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (told, _) =>
        {
            var answer = await _town.Client.PostSignedAsync(told.Target,
            [
                ("MessageSid", told.Sid), ("MessageStatus", told.Status),
                ("ErrorCode", told.Code.ToString(CultureInfo.InvariantCulture)), ("NumSegments", "1"),
            ]);
            Assert.Equal(204, answer.Status);
        });
    }

    /// <summary>Texts that reached a handset, or still may.</summary>
    public IReadOnlyDictionary<int, int> ArrivedByNumber() =>
        _taken.Where(taken => taken.Arrives).GroupBy(taken => taken.Number).ToDictionary(g => g.Key, g => g.Count());

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var number = int.Parse(form["To"].ToString()[8..], CultureInfo.InvariantCulture);
        var time = _asked.AddOrUpdate(number, 1, (_, times) => times + 1);
        switch (number, time)
        {
            case ( < 20, 1):
                await RefuseAsync(context, StatusCodes.Status429TooManyRequests, 20429);
                break;

            // It took the first five, lists them, and says that it failed; of the others it knows nothing.
            case ( < 30, 1):
                if (number < 25)
                {
                    Take(form, number, (Status: "delivered", 0));
                }

                await RefuseAsync(context, StatusCodes.Status500InternalServerError, null);
                break;

            case ( < 40, _) when number >= 30:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, 21610);
                break;

            case ( < 50, 1) when number >= 40:
                await AcceptAsync(context, Take(form, number, (Status: "undelivered", 30003)));
                break;

            case ( < 55, _) when number >= 50:
                await AcceptAsync(context, Take(form, number, (Status: "undelivered", 30003)));
                break;

            case ( < 65, _) when number >= 55:
                await AcceptAsync(context, Take(form, number, (Status: "undelivered", 30007)));
                break;

            default:
                await AcceptAsync(context, Take(form, number, (Status: "delivered", 0)));
                break;
        }
    }

    private string Take(IFormCollection form, int number, (string Status, int Code) end)
    {
        var sid = _town.Twilio.Keep(form["To"].ToString(), form["From"].ToString(), form["Body"].ToString()).Sid;
        _taken.Enqueue((number, end.Status == "delivered"));
        var target = new Uri(form["StatusCallback"].ToString()).PathAndQuery;
        _untold.Enqueue(new(target, sid, "sent", 0));
        _untold.Enqueue(new(target, sid, end.Status, end.Code));
        return sid;
    }

    private static Task AcceptAsync(HttpContext context, string sid)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        return context.Response.WriteAsJsonAsync(new { sid, num_segments = "1", status = "queued" });
    }

    private static Task RefuseAsync(HttpContext context, int status, int? code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code, message = "no", status });
    }

    private sealed record Told(string Target, string Sid, string Status, int Code);
}
