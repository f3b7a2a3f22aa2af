using System.Text;
using System.Threading.RateLimiting;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Simulation;

[Collection(ApiFixture.Name)]
public sealed class SimulateEndpointTests(ApiFixture api)
{
    private static readonly Guid Nobody = Guid.CreateVersion7();
    private static readonly string[] NoNumber = ["10 234"];

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        var practice = await api.MakePracticeAsync();

        var answer = await api.PostAsync($"{practice}/profiles/{Nobody}/simulate", new
        {
            accounts = NoNumber,
            sample = new { accounts = 0 },
            days = 367,
            from = "2020-01-01",
            payments = new { percentWhoPay = 101, percentOfBalance = 0 },
            items = -1,
        });

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            [
                "accounts", "accounts[0]", "days", "from", "items", "payments.afterDays", "payments.percentOfBalance",
                "payments.percentWhoPay", "sample.accounts",
            ],
            answer.Fields);
    }

    [Fact]
    public async Task Beyond_those_that_may_wait_the_next_is_told_to_come_later()
    {
        var practice = await api.MakePracticeAsync();
        var places = api.Services.GetRequiredService<SimulationPlaces>();
        var running = new List<RateLimitLease>();
        while (running.Count < SimulationPlaces.AtOnce)
        {
            running.Add(await places.TakeAsync(default));
        }

        using var goneHome = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, SimulationPlaces.Waiting)
            .Select(_ => places.TakeAsync(goneHome.Token).AsTask()).ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{practice}/profiles/{Nobody}/simulate")
        {
            Content = new StringContent("""{ "sample": { "accounts": 1 }, "days": 1 }""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        using var response = await api.Client.SendAsync(request);

        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));
        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), response.Headers.RetryAfter!.Delta);
        Assert.Equal("tooManySimulations", (await Answer.OfAsync(response)).Code);

        await goneHome.CancelAsync();
        running.ForEach(lease => lease.Dispose());
        var later = await api.PostAsync(
            $"{practice}/profiles/{Nobody}/simulate", new { sample = new { accounts = 1 }, days = 1 });
        Assert.Equal(404, later.Status);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_404()
    {
        var practice = await api.MakePracticeAsync();

        var answer = await api.PostAsync(
            $"{practice}/profiles/{Nobody}/simulate", new { sample = new { accounts = 1 }, days = 1 });

        Assert.Equal(404, answer.Status);
    }

    [Theory]
    [InlineData("days=0&from=soon&items=x&afterDays=1", "days", "from", "items", "payments.percentWhoPay")]
    [InlineData("", "days")]
    public async Task The_query_of_a_file_is_checked_like_the_body(string query, params string[] fields)
    {
        var practice = await api.MakePracticeAsync();

        var answer = await PostFileAsync($"{practice}/profiles/{Nobody}/simulate?{query}", "text/csv");

        Assert.Equal((400, string.Join(' ', fields)), (answer.Status, string.Join(' ', answer.Fields)));
    }

    [Fact]
    public async Task Other_content_is_refused()
    {
        var practice = await api.MakePracticeAsync();

        Assert.Equal(415, (await PostFileAsync($"{practice}/profiles/{Nobody}/simulate?days=1", "text/plain")).Status);
    }

    private async Task<Answer> PostFileAsync(string path, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        request.Content = new StringContent("account,statement_id\n", Encoding.UTF8, type);
        using var response = await api.Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
