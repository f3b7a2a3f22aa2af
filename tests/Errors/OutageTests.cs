using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Errors;

public sealed class OutageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Without_its_database_the_api_says_so_and_lives()
    {
        var real = new NpgsqlConnectionStringBuilder(postgres.ConnectionString("bn_api"));
        await using var proxy = new BreakableProxy(real.Host!, real.Port);
        var proxied = new NpgsqlConnectionStringBuilder(real.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port };
        await using var api = await ApiHost.StartAsync(proxied.ConnectionString);
        Assert.Equal(200, (await AskAsync(HttpMethod.Get, "/v1/practices")).Status);

        await proxy.CutAsync();

        foreach (var answer in new[]
        {
            await AskAsync(HttpMethod.Get, "/v1/practices"),
            await AskAsync(HttpMethod.Get, "/v1/practices"),
            await AskAsync(HttpMethod.Put, "/v1/practices/no-database", Samples.Practice()),
            await AskAsync(HttpMethod.Get, "/v1/practices/no-database/templates"),
        })
        {
            Assert.Equal((503, "unavailable"), (answer.Status, answer.Code));
            Assert.DoesNotContain("Npgsql", answer.Text, StringComparison.Ordinal);
        }

        using var response = await api.Client.GetAsync("/health/ready");
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(200, (await AskAsync(HttpMethod.Get, "/health/live")).Status);

        Task<Answer> AskAsync(HttpMethod method, string path, object? body = null) =>
            api.Client.AskAsync(method, path, ApiKeys.Admin, body);
    }

    [Fact]
    public async Task An_api_that_starts_before_its_database_lives_and_serves_once_it_is_there()
    {
        var real = new NpgsqlConnectionStringBuilder(postgres.ConnectionString("bn_api"));
        await using var proxy = new BreakableProxy(real.Host!, real.Port, listen: false);
        var proxied = new NpgsqlConnectionStringBuilder(real.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port };
        await using var api = await ApiHost.StartAsync(proxied.ConnectionString);
        Assert.Equal(503, (await AskAsync()).Status);

        proxy.Listen();

        Assert.Equal(200, (await AskAsync()).Status);

        Task<Answer> AskAsync() => api.Client.AskAsync(HttpMethod.Get, "/v1/practices", ApiKeys.Admin);
    }
}
