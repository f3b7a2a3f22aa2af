using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Events;

/// <summary>
/// Posts one event to one endpoint, signed (Standard Webhooks). Of the answer its status counts, and nothing else is read.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    // What is behind the status is thrown away, up to so much; more closes the connection.
    private const int MostDrainedBytes = 4096;
    private const int MostHeaderKilobytes = 16;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly byte[] _key;
    private readonly TimeSpan _timeout;

    public WebhookSender(IOptions<EventOptions> options)
    {
        _key = options.Value.KeyBytes();
        _timeout = options.Value.Timeout;
        // Not from IHttpClientFactory: it would log addresses, and a host's own handlers would reach this one too. No
        // proxy: the address that is looked at would be the proxy's.
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = new GuardedConnection(options.Value.Networks()).OpenAsync,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxResponseDrainSize = MostDrainedBytes,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows DNS
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Never throws for what the endpoint does.</summary>
    /// <param name="body">The same at every attempt; the time of the attempt and so the signature are not.</param>
    public async Task<Attempt> PostAsync(ClaimedWebhook webhook, Guid id, byte[] body, DateTimeOffset now)
    {
        var begun = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(_timeout);
        using var request = RequestOf(webhook, id, body, now);
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return Attempt.Of(response.StatusCode, Stopwatch.GetElapsedTime(begun));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return Attempt.Of(e, Stopwatch.GetElapsedTime(begun));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage RequestOf(ClaimedWebhook webhook, Guid id, byte[] body, DateTimeOffset now)
    {
        // The receiver compares it with its own clock, whatever a demonstration takes for now here.
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.Add("User-Agent", "BalanceNotifications-Events/1");
        request.Headers.Add("webhook-id", id.ToString());
        request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(SecretsOf(webhook, now), id, at, body));
        return request;
    }

    private IEnumerable<byte[]> SecretsOf(ClaimedWebhook webhook, DateTimeOffset now)
    {
        yield return WebhookSecret.Of(_key, webhook.Id, webhook.SecretVersion);
        if (webhook.OldSecretUntil > now)
        {
            yield return WebhookSecret.Of(_key, webhook.Id, webhook.SecretVersion - 1);
        }
    }
}
