namespace BalanceNotifications.Fixtures;

/// <summary>One api in front of the cluster for all tests of a class.</summary>
public sealed class ClusterApi(ClusterFixture cluster) : IAsyncLifetime
{
    private ApiHost? _host;

    public HttpClient Client
    {
        get
        {
            _ = cluster.Services; // skips or fails the test when there is no database
            return _host!.Client;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (cluster.Postgres.IsAvailable)
        {
            _host = await cluster.StartApiAsync();
        }
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<Answer> GetAsync(string path, string key = ApiKeys.Admin) => Client.AskAsync(HttpMethod.Get, path, key);

    public Task<Answer> PostAsync(string path, object? body = null, string key = ApiKeys.Admin) =>
        Client.AskAsync(HttpMethod.Post, path, key, body);

    public Task<Answer> PutAsync(string path, object body, string? ifMatch = null) =>
        Client.AskAsync(HttpMethod.Put, path, ApiKeys.Admin, body, ifMatch);

    public Task<Answer> DeleteAsync(string path, string key = ApiKeys.Admin) =>
        Client.AskAsync(HttpMethod.Delete, path, key);
}
