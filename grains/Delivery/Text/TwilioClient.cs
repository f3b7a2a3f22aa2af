using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BalanceNotifications.Delivery.Voice;

namespace BalanceNotifications.Delivery.Text;

/// <summary>
/// One account of Twilio's REST API, version 2010-04-01, as far as we use it (docs/decisions/0002-twilio-client.md).
/// </summary>
internal sealed class TwilioClient : IDisposable
{
    private const int PageSize = 50;
    private const int MaxPages = 5;

    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly Uri _messages;
    private readonly Uri _calls;

    public TwilioClient(TwilioAccountOptions account)
    {
        // Not from IHttpClientFactory: whatever a host adds to all its clients (a retry, a request log) would reach
        // this one too, and a text must go out at most once.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = account.Connections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // follows DNS
        })
        {
            Timeout = account.Timeout,
            MaxResponseContentBufferSize = 1024 * 1024, // a page of the list; one answer is some 2 KB
        };
        var credentials = Encoding.UTF8.GetBytes($"{account.AccountSid}:{account.AuthToken}");
        _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(credentials));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        var root = account.BaseAddress.AbsoluteUri.TrimEnd('/');
        _root = account.BaseAddress;
        _messages = new Uri($"{root}/2010-04-01/Accounts/{account.AccountSid}/Messages.json");
        _calls = new Uri($"{root}/2010-04-01/Accounts/{account.AccountSid}/Calls.json");
    }

    /// <summary>Throws <see cref="HttpRequestException"/> and <see cref="OperationCanceledException"/>.</summary>
    /// <param name="handOver">Tells afterwards whether Twilio may have taken it.</param>
    public Task<(HttpStatusCode Status, TwilioAnswer Answer)> CreateMessageAsync(
        TwilioMessage message, HandOver handOver, CancellationToken cancellationToken) =>
        CreateAsync(_messages, message.ToForm(), handOver, cancellationToken);

    /// <summary>As <see cref="CreateMessageAsync"/>.</summary>
    public Task<(HttpStatusCode Status, TwilioAnswer Answer)> CreateCallAsync(
        TwilioCall call, HandOver handOver, CancellationToken cancellationToken) =>
        CreateAsync(_calls, call.ToForm(), handOver, cancellationToken);

    /// <summary>
    /// The texts between two numbers, newest first, back to an instant. Never by the date they were sent on, which one
    /// in a queue has not. Throws <see cref="HttpRequestException"/> and <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="from">Null for every number of the account.</param>
    /// <returns>Null when Twilio does not say, or there are more than can be read.</returns>
    public Task<IReadOnlyList<ListedText>?> ListMessagesAsync(
        string to, string? from, DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync(_messages, (to, from, since), cancellationToken);

    /// <summary>As <see cref="ListMessagesAsync"/>: the calls between two numbers.</summary>
    public Task<IReadOnlyList<ListedText>?> ListCallsAsync(
        string to, string from, DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync(_calls, (to, from, since), cancellationToken);

    /// <summary>
    /// A text by its id. Throws <see cref="HttpRequestException"/>, also for an answer that is neither it nor a 404, and
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <returns>Null when Twilio does not know it.</returns>
    public Task<TwilioResource?> FindMessageAsync(string sid, CancellationToken cancellationToken) =>
        FindAsync(_messages, sid, cancellationToken);

    /// <summary>As <see cref="FindMessageAsync"/>: a call.</summary>
    public Task<TwilioResource?> FindCallAsync(string sid, CancellationToken cancellationToken) =>
        FindAsync(_calls, sid, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<TwilioResource?> FindAsync(Uri resource, string sid, CancellationToken cancellationToken)
    {
        var one = new Uri($"{resource.AbsoluteUri[..^".json".Length]}/{Uri.EscapeDataString(sid)}.json");
        using var response = await _http.GetAsync(one, cancellationToken);
        return response.StatusCode is HttpStatusCode.NotFound
            ? null
            : await ReadAsync<TwilioResource>(response.EnsureSuccessStatusCode(), cancellationToken)
                ?? throw new HttpRequestException("The answer is none of Twilio's.");
    }

    private async Task<IReadOnlyList<ListedText>?> ListAsync(
        Uri resource, (string To, string? From, DateTimeOffset Since) asked, CancellationToken cancellationToken)
    {
        var (to, from, since) = asked;
        var sender = from is null ? "" : $"&From={Uri.EscapeDataString(from)}";
        Uri? next = new($"{resource}?To={Uri.EscapeDataString(to)}{sender}&PageSize={PageSize}");
        var listed = new List<ListedText>();
        for (var page = 0; next is not null && page < MaxPages; page++)
        {
            using var response = await _http.GetAsync(next, cancellationToken);
            if (!response.IsSuccessStatusCode
                || await ReadAsync<ListedPage>(response, cancellationToken) is not { Listed: { } texts } read)
            {
                return null;
            }

            listed.AddRange(texts);
            // Only a path: our credentials go to no other host.
            next = texts.All(text => text.CreatedAt < since) || read.NextPageUri is not ['/', not '/', ..] path
                ? null
                : new Uri(_root, path);
        }

        return next is null ? listed : null;
    }

    private async Task<(HttpStatusCode Status, TwilioAnswer Answer)> CreateAsync(
        Uri resource,
        IEnumerable<KeyValuePair<string, string>> fields,
        HandOver handOver,
        CancellationToken cancellationToken)
    {
        using var form = new ObservedForm(fields, handOver);
        using var response = await _http.PostAsync(resource, form, cancellationToken);
        return (response.StatusCode, await ReadAsync<TwilioAnswer>(response, cancellationToken) ?? TwilioAnswer.Empty);
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(cancellationToken);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            // A proxy's page. The status alone must do.
            return null;
        }
    }

    private sealed class ObservedForm(IEnumerable<KeyValuePair<string, string>> fields, HandOver handOver)
        : FormUrlEncodedContent(fields)
    {
        // Called when the connection stands and the body is to be written: before it, nothing has been sent that
        // Twilio could act upon.
        protected override Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            handOver.Began = true;
            return base.SerializeToStreamAsync(stream, context, cancellationToken);
        }
    }
}
