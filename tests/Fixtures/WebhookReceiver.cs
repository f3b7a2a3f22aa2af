using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Fixtures;

/// <summary>A real HTTP server that events are posted to. Takes everything until told otherwise.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedEvent> _received = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>What it answers, once a request is recorded.</summary>
    public Func<HttpContext, Task> OnRequest { get; set; } = _ => Task.CompletedTask;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public string Url => $"http://127.0.0.1:{Port}/hook";

    /// <summary>In the order in which they came, taken or not.</summary>
    public IReadOnlyList<ReceivedEvent> Received => [.. _received];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Answers with a status.</summary>
    public void Answer(int status) => OnRequest = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(new(
            context.Request.Path,
            context.Request.ContentType,
            context.Request.Headers["webhook-id"].ToString(),
            context.Request.Headers["webhook-timestamp"].ToString(),
            context.Request.Headers["webhook-signature"].ToString(),
            Encoding.UTF8.GetString(body.ToArray())));
        await OnRequest(context);
    }
}

internal sealed record ReceivedEvent(
    string Path, string? ContentType, string Id, string Timestamp, string Signature, string Body)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string Type => (string)Json["type"]!;

    public JsonObject Data => Json["data"]!.AsObject();
}
