using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Hosting;

[Collection(ApiFixture.Name)]
public sealed class ApiHostTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task Without_a_silo_the_api_is_alive_and_not_ready()
    {
        using var live = await api.Client.GetAsync("/health/live");
        using var ready = await api.Client.GetAsync("/health/ready");

        Assert.Equal((200, 503), ((int)live.StatusCode, (int)ready.StatusCode));
        Assert.False(live.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_contract_is_published_for_machines_and_people()
    {
        var contract = await api.GetAsync("/openapi/v1.json", key: null);
        var page = await api.GetAsync("/docs/", key: null);

        Assert.NotNull(contract.Body["paths"]!["/v1/practices/{practice}/profiles/{id}/approve"]);
        Assert.Equal("text/html", page.ContentType);
    }

    [Fact]
    public async Task A_clock_that_differs_from_the_databases_keeps_the_api_from_starting()
    {
        var settings = new Dictionary<string, string?> { ["Clock:Offset"] = "03:00:00" };

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ApiHost.StartAsync(postgres.ConnectionString("bn_api"), settings));
    }
}
