using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BalanceNotifications.Http;

/// <summary>One credential at one installation. A refusal becomes an <see cref="ApiException"/> in the API's words.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="url">Where the API is, without <c>/v1</c>.</param>
    /// <param name="key">The API key.</param>
    public ApiConnection(Uri url, string key)
    {
        _http = new HttpClient { BaseAddress = url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Whether the API knows what is at this path.</summary>
    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return response.StatusCode is not HttpStatusCode.NotFound
            && (response.IsSuccessStatusCode ? true : throw await RefusedAsync(response, cancellationToken));
    }

    public async Task PutAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body);
        using var response =
            await SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = content }, cancellationToken);
    }

    /// <param name="path">Relative to the API.</param>
    /// <param name="body">Null posts an empty body.</param>
    /// <param name="cancellationToken">Gives up the wait; the request may have arrived.</param>
    public async Task PostAsync(string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var response =
            await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);
    }

    public async Task<T> PostAsync<T>(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var response =
            await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await AskAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? response : throw await RefusedAsync(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ApiException($"{_http.BaseAddress} does not answer: {e.Message}", e);
        }
    }

    private static async Task<ApiException> RefusedAsync(
        HttpResponseMessage response, CancellationToken cancellationToken) => new(
        $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} was answered with "
        + $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken)
        ?? throw new ApiException("The answer has no body.");
}
