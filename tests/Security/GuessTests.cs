using System.Net;
using System.Net.Sockets;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Keys;

namespace BalanceNotifications.Security;

[Collection(ApiFixture.Name)]
public sealed class GuessTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Whoever_guesses_is_locked_out_and_nobody_else_is()
    {
        await using var host = await StartAsync(failures: 3);
        using var guesser = new Caller(host, "127.0.0.2");
        using var neighbour = new Caller(host, "127.0.0.3");
        for (var guess = 0; guess < 3; guess++)
        {
            Assert.Equal(401, (await guesser.AskAsync(KeySecret.Of($"{guess}".PadLeft(KeySecret.RandomLength, '0')))).Status);
        }

        var locked = await guesser.AskAsync("one-more");

        Assert.Equal((429, "tooManyGuesses"), (locked.Status, locked.Code));
        Assert.InRange(locked.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        // A guess must not learn that it is right; without a key there is nothing to learn.
        Assert.Equal(429, (await guesser.AskAsync(ApiKeys.Viewer)).Status);
        Assert.Equal(401, (await guesser.AskAsync(null)).Status);
        Assert.Equal(200, (await neighbour.AskAsync(ApiKeys.Viewer)).Status);
    }

    [Fact]
    public async Task Right_keys_and_secrets_of_callbacks_are_no_guesses()
    {
        await using var host = await StartAsync(failures: 1);
        using var caller = new Caller(host, "127.0.0.4");
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(200, (await caller.AskAsync(ApiKeys.Viewer)).Status);
            Assert.Equal(401, (await caller.AskAsync(null)).Status);
            Assert.Equal(401, (await caller.Client.AskAsync(HttpMethod.Post, "/callbacks/email/dsn", "no-secret-of-ours", "x")).Status);
        }
    }

    private Task<ApiHost> StartAsync(int failures) => ApiHost.StartAsync(
        postgres.ConnectionString("bn_api"), new Dictionary<string, string?> { ["Access:FailuresPerMinute"] = $"{failures}" });

    /// <summary>Calls from an address of its own.</summary>
    private sealed class Caller(ApiHost host, string address) : IDisposable
    {
        public HttpClient Client { get; } = new(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = host.Client.BaseAddress,
        };

        public Task<Answer> AskAsync(string? key) => Client.AskAsync(HttpMethod.Get, "/v1/practices", key);

        public void Dispose() => Client.Dispose();
    }
}
