using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Fixtures;

/// <summary>A real HTTP server that answers like Twilio's REST API. Takes every message until told otherwise.</summary>
internal sealed class TwilioStandIn : IAsyncDisposable
{
    public const string MessageSid = "SM00000000000000000000000000000001";
    public const string CallSid = "CA00000000000000000000000000000001";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<TwilioRequest> _requests = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TwilioStandIn(WebApplication app) => _app = app;

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
        if (context.Request.Path.Value!.EndsWith("/Calls.json", StringComparison.Ordinal))
        {
            return context.Response.WriteAsJsonAsync(new { sid = CallSid, status = "queued" });
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

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        _requests.Enqueue(new TwilioRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.Authorization.ToString(),
            context.Connection.Id,
            form.ToDictionary(field => field.Key, field => field.Value.ToString())));
        _reached.TrySetResult();
        await OnRequest(context);
    }
}

/// <param name="Target">Path and query.</param>
internal sealed record TwilioRequest(
    string Method, string Target, string Authorization, string Connection, IReadOnlyDictionary<string, string> Form);
