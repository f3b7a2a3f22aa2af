using System.Net;
using System.Net.Sockets;
using System.Text;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Hosting;

/// <summary>What stands before every endpoint.</summary>
[Collection(ApiFixture.Name)]
public sealed class EdgeTests(ApiFixture api, PostgresFixture postgres)
{
    private const string Guarantor = "203.0.113.9";
    private const string Proxy = "198.51.100.7";

    [Fact]
    public async Task What_came_over_plain_http_from_another_machine_is_refused()
    {
        var answer = await AskAsync(api.Client, ("X-Forwarded-For", Guarantor));

        Assert.Equal((403, "httpsRequired"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_proxy_that_is_trusted_may_say_that_it_was_https()
    {
        using var request = Ask(("X-Forwarded-For", Guarantor), ("X-Forwarded-Proto", "https"));
        using var answer = await api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("max-age", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_not_listed_is_not_believed()
    {
        // The proxy on this machine forwards what another one, a stranger, has said of itself and its client.
        var answer = await AskAsync(
            api.Client, ("X-Forwarded-For", $"{Guarantor}, {Proxy}"), ("X-Forwarded-Proto", "https, http"));

        Assert.Equal("httpsRequired", answer.Code);
    }

    [Fact]
    public async Task A_proxy_that_is_listed_is_believed_through_another()
    {
        await using var host = await StartAsync(("Edge:Proxies:0", "198.51.100.0/24"));

        var answer = await AskAsync(
            host.Client, ("X-Forwarded-For", $"{Guarantor}, {Proxy}"), ("X-Forwarded-Proto", "https, http"));

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Plain_http_is_taken_where_somebody_has_said_so()
    {
        await using var host = await StartAsync(("Edge:AllowHttp", "true"));

        Assert.Equal(200, (await AskAsync(host.Client, ("X-Forwarded-For", Guarantor))).Status);
    }

    [Theory, InlineData("/v1/practices"), InlineData("/v1/nothing"), InlineData("/openapi/v1.json")]
    public async Task Every_answer_says_what_may_be_done_with_it(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        using var answer = await api.Client.SendAsync(request);

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_credential_that_asks_too_often_waits_and_the_others_do_not()
    {
        await using var host = await StartAsync(("Edge:CredentialPerSecond", "1"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AskAsync(host.Client)));

        var refused = answers.First(answer => answer.Status != 200);
        Assert.Equal((429, "tooManyRequests"), (refused.Status, refused.Code));
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 1, 60);
        Assert.Equal(200, (await host.Client.AskAsync(HttpMethod.Get, "/v1/practices", ApiKeys.Viewer)).Status);
    }

    [Fact]
    public async Task A_practice_that_is_asked_about_too_often_waits_whoever_asks()
    {
        await using var host = await StartAsync(("Edge:PracticePerSecond", "1"));
        var busy = await api.MakePracticeAsync();
        var other = await api.MakePracticeAsync();

        // More than the bucket holds for each of them, and than it gets meanwhile.
        var answers = await Task.WhenAll(Enumerable.Range(0, 160).Select(async index =>
        {
            var caller = index % 2 == 0 ? ApiKeys.Admin : ApiKeys.Viewer;
            return (caller, (await host.Client.AskAsync(HttpMethod.Get, busy, caller)).Status);
        }));

        Assert.Contains((ApiKeys.Admin, 429), answers);
        Assert.Contains((ApiKeys.Viewer, 429), answers);
        Assert.Equal(200, (await host.Client.AskAsync(HttpMethod.Get, other, ApiKeys.Admin)).Status);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_ends_and_its_change_with_it()
    {
        await using var host = await StartAsync(("Edge:RequestTimeout", "00:00:01"));
        var practice = await api.MakePracticeAsync();
        var before = await api.GetAsync(practice);
        await using var held = await HeldLock.TakeAsync(
            postgres.Owner, "select from practice where slug = $1 for update",
            Database.Value(practice["/v1/practices/".Length..]));

        var late = await host.Client.AskAsync(
            HttpMethod.Put, practice, ApiKeys.Admin, Samples.Practice(), before.ETag);

        Assert.Equal((504, "tookTooLong"), (late.Status, late.Code));
        Assert.Equal(before.ETag, (await api.GetAsync(practice)).ETag);
    }

    [Fact]
    public async Task A_request_whose_body_does_not_come_ends()
    {
        var practice = await api.MakePracticeAsync();
        // By hand: a client of HTTP sends its whole body before it listens.
        using var line = new TcpClient();
        await line.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port);
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {practice}/templates HTTP/1.1\r\nHost: api.example\r\nAuthorization: Bearer {ApiKeys.Admin}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{ \"label\": "));

        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Edge:Proxies:0", "the ingress", "Edge:Proxies")]
    [InlineData("Edge:CredentialPerSecond", "0", "Edge:CredentialPerSecond")]
    [InlineData("Edge:PracticePerSecond", "100001", "Edge:PracticePerSecond")]
    [InlineData("Edge:RequestTimeout", "00:11:00", "Edge:RequestTimeout")]
    public async Task A_setting_that_cannot_be_meant_keeps_the_api_from_starting(string key, string value, string named)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync((key, value)));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private Task<ApiHost> StartAsync(params (string Key, string Value)[] settings) => ApiHost.StartAsync(
        postgres.ConnectionString("bn_api"),
        settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value));

    private static async Task<Answer> AskAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = Ask(headers);
        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    private static HttpRequestMessage Ask(params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/practices");
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }
}
