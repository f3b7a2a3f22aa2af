using System.Text;
using System.Text.Json.Nodes;

namespace BalanceNotifications.Fixtures;

/// <summary>One api, as the role bn_api, for all tests of endpoints that need no silo.</summary>
[CollectionDefinition(Name)]
public sealed class ApiFixture(PostgresFixture postgres) : IAsyncLifetime, ICollectionFixture<ApiFixture>
{
    public const string Name = "api";

    private ApiHost? _host;

    public IServiceProvider Services => Host.Services;

    public HttpClient Client => Host.Client;

    private ApiHost Host
    {
        get
        {
            _ = postgres.Owner; // skips or fails the test when there is no database
            return _host!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (postgres.IsAvailable)
        {
            _host = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"));
        }
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<Answer> GetAsync(string path, string? key = ApiKeys.Admin) => Host.Client.AskAsync(HttpMethod.Get, path, key);

    public Task<Answer> DeleteAsync(string path, string? key = ApiKeys.Admin) =>
        Host.Client.AskAsync(HttpMethod.Delete, path, key);

    public Task<Answer> PutAsync(string path, object? body, string? ifMatch = null, string? key = ApiKeys.Admin) =>
        Host.Client.AskAsync(HttpMethod.Put, path, key, body, ifMatch);

    public Task<Answer> PostAsync(string path, object? body = null, string? key = ApiKeys.Admin) =>
        Host.Client.AskAsync(HttpMethod.Post, path, key, body);

    /// <summary>A practice of the test's own, and its path.</summary>
    public async Task<string> MakePracticeAsync(string prefix = "clinic", string key = ApiKeys.Admin)
    {
        var path = $"/v1/practices/{prefix}-{Guid.CreateVersion7():n}"[..40];
        Assert.Equal(201, (await PutAsync(path, Samples.Practice(), key: key)).Status);
        return path;
    }
}

internal static class Asking
{
    /// <param name="body">A string is sent as it is, anything else as JSON.</param>
    public static async Task<Answer> AskAsync(
        this HttpClient client, HttpMethod method, string path, string? key, object? body = null,
        string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            var json = body as string ?? System.Text.Json.JsonSerializer.Serialize(body);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            // Asks first: a server that refuses a large body closes the connection in the middle of it.
            request.Headers.ExpectContinue = json.Length > 100_000;
        }

        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}

/// <summary>What the api answered.</summary>
public sealed record Answer(int Status, string? ContentType, string? ETag, string? Location, string Text)
{
    public TimeSpan? RetryAfter { get; init; }

    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    public string? Code => (string?)Body["code"];

    /// <summary>The fields that a 400 names, in order.</summary>
    public IReadOnlyList<string> Fields => [.. Body["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal)];

    public string Id => (string)Body["id"]!;

    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.ETag?.ToString(),
        response.Headers.Location?.ToString(),
        await response.Content.ReadAsStringAsync())
    {
        RetryAfter = response.Headers.RetryAfter?.Delta,
    };
}
