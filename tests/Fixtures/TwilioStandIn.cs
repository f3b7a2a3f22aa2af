using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// A real HTTP server that answers like Twilio's REST API. Takes every message until told otherwise, and nothing that its
/// description does not know.
/// </summary>
internal sealed class TwilioStandIn : IAsyncDisposable
{
    public const string MessageSid = "SM00000000000000000000000000000001";

    /// <summary>Of the first call; the next ones count on.</summary>
    public const string CallSid = "CA00000000000000000000000000000001";

    private const int UnknownParameters = 20001;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<TwilioRequest> _requests = new();
    private int _calls;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TwilioStandIn(WebApplication app) => _app = app;

    private readonly ConcurrentQueue<StandInText> _texts = new();
    private readonly ConcurrentQueue<string> _lists = new();
    private readonly ConcurrentQueue<string> _lookUps = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _operations = new();

    /// <summary>How often each operation of the description was asked for as it is described.</summary>
    public IReadOnlyDictionary<string, int> Operations => _operations;

    /// <summary>What it knows of a text or a call by its id, in the form of its resource; of other ids, nothing.</summary>
    public ConcurrentDictionary<string, object> Known { get; } = new();

    /// <summary>The ids that were asked for.</summary>
    public IReadOnlyList<string> LookUps => [.. _lookUps];

    /// <summary>What it lists, in the order in which it took them; see <see cref="Keep"/>.</summary>
    public IReadOnlyList<StandInText> Texts => [.. _texts];

    /// <summary>Paths and queries of the lists that were asked for.</summary>
    public IReadOnlyList<string> Lists => [.. _lists];

    /// <summary>What happens to each request for a list.</summary>
    public Func<HttpContext, Task>? OnList { get; set; }

    /// <summary>What the texts it takes are dated with.</summary>
    public Func<DateTimeOffset> Now { get; set; } = TimeProvider.System.GetUtcNow;

    /// <summary>How many texts a page of a list holds at the most.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>What happens to each request, once it is recorded.</summary>
    public Func<HttpContext, Task> OnRequest { get; set; } = TakeAsync;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<TwilioRequest> Requests => [.. _requests];

    /// <summary>Ends when the first request has come.</summary>
    public Task Reached => _reached.Task;

    public static async Task<TwilioStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var standIn = new TwilioStandIn(app);
        app.Run(standIn.HandleAsync);
        await app.StartAsync();
        return standIn;
    }

    public static Task TakeAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        if (IsCall(context))
        {
            return context.Response.WriteAsJsonAsync(new { sid = context.Items[nameof(CallSid)], status = "queued" });
        }

        return context.Response.WriteAsJsonAsync(
            new { sid = MessageSid, num_segments = "2", status = "queued", error_code = (int?)null });
    }

    /// <param name="code">Twilio's error code; null for a page of a proxy on the way.</param>
    public void Refuse(int status, int? code) => OnRequest = context =>
    {
        context.Response.StatusCode = status;
        return code is null
            ? context.Response.WriteAsync("<html>no</html>")
            : context.Response.WriteAsJsonAsync(new { code, message = "about +13125550123", status });
    };

    /// <summary>Takes a text, so that it is listed.</summary>
    public StandInText Keep(string to, string from, string body, string status = "queued", int? code = null)
    {
        var text = new StandInText($"SM{Guid.CreateVersion7():n}", to, from, body, Now(), status, code);
        _texts.Enqueue(text);
        return text;
    }

    /// <summary>Takes the text, and breaks the connection in place of an answer.</summary>
    public void TakeAndDrop(string status = "queued", int? code = null) => OnRequest = async context =>
    {
        var form = await context.Request.ReadFormAsync();
        Keep(
            form["To"].ToString(), form["From"].ToString(), form["Body"].ToString(), status, code);
        context.Abort();
    };

    /// <summary>Never answers; ends when the client gives up.</summary>
    public void Hang() => OnRequest = async context =>
    {
        var gaveUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gaveUp.SetResult);
        await gaveUp.Task;
    };

    /// <summary>Breaks the connection in place of an answer.</summary>
    public void Drop() => OnRequest = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>
    /// What it refused because its description says so. Whoever expects a refusal takes it: what is left fails the test.
    /// </summary>
    public IReadOnlyList<string> TakeFaults()
    {
        var taken = new List<string>();
        while (_faults.TryDequeue(out var fault))
        {
            taken.Add(fault);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Assert.Empty(TakeFaults());
    }

    private static bool IsCall(HttpContext context) =>
        context.Request.Path.Value!.EndsWith("/Calls.json", StringComparison.Ordinal);

    private async Task HandleAsync(HttpContext context)
    {
        if (await TwilioApi.Description.FaultsOfAsync(context.Request) is { Count: > 0 } faults)
        {
            await RefuseAsync(context, faults);
            return;
        }

        var operation = TwilioApi.Description.Find(context.Request.Method, context.Request.Path)!;
        _operations.AddOrUpdate(operation.Id, 1, (_, times) => times + 1);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            if (Path.GetFileNameWithoutExtension(context.Request.Path) is { Length: 34 } one)
            {
                _lookUps.Enqueue(one);
                await ShowAsync(context, one);
                return;
            }

            _lists.Enqueue(context.Request.Path + context.Request.QueryString);
            await (OnList ?? ListAsync)(context);
            return;
        }

        var form = await context.Request.ReadFormAsync();
        var sid = IsCall(context) ? $"CA{Interlocked.Increment(ref _calls):d32}" : MessageSid;
        context.Items[nameof(CallSid)] = sid;
        _requests.Enqueue(new TwilioRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.Authorization.ToString(),
            context.Connection.Id,
            form.ToDictionary(field => field.Key, field => field.Value.ToString()),
            sid));
        _reached.TrySetResult();
        await OnRequest(context);
    }

    private Task RefuseAsync(HttpContext context, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(
            new { code = UnknownParameters, message = string.Join(' ', faults), status = 400 });
    }

    private Task ShowAsync(HttpContext context, string sid)
    {
        if (Known.TryGetValue(sid, out var known))
        {
            return context.Response.WriteAsJsonAsync(known);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsJsonAsync(new { code = 20404, message = "not found", status = 404 });
    }

    private Task ListAsync(HttpContext context)
    {
        if (IsCall(context))
        {
            return context.Response.WriteAsJsonAsync(new { next_page_uri = (string?)null, calls = Array.Empty<object>() });
        }

        var query = context.Request.Query;
        var (to, from) = (query["To"].ToString(), query["From"].ToString());
        var page = int.TryParse(query["Page"], out var number) ? number : 0;
        var all = _texts.Reverse().Where(text => text.To == to && (from.Length == 0 || text.From == from)).ToArray();
        var next = all.Length > (page + 1) * PageSize
            ? $"{context.Request.Path}{QueryString.Create(new Dictionary<string, string?> { ["To"] = to, ["From"] = from, ["Page"] = $"{page + 1}" })}"
            : null;
        return context.Response.WriteAsJsonAsync(new
        {
            next_page_uri = next,
            messages = all.Skip(page * PageSize).Take(PageSize).Select(text => new
            {
                sid = text.Sid,
                direction = "outbound-api",
                body = text.Body,
                date_created = text.CreatedAt.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture),
                date_sent = (string?)null,
                status = text.Status,
                error_code = text.Code,
                num_segments = "1",
            }),
        });
    }
}

/// <summary>A text as it lists it.</summary>
internal sealed record StandInText(
    string Sid, string To, string From, string Body, DateTimeOffset CreatedAt, string Status, int? Code);

/// <param name="Target">Path and query.</param>
/// <param name="Sid">The id it was answered with, unless it was refused.</param>
internal sealed record TwilioRequest(
    string Method, string Target, string Authorization, string Connection, IReadOnlyDictionary<string, string> Form,
    string Sid);
