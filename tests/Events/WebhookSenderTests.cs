using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Events;

/// <summary>One post, over real connections: what counts as taken, and where nobody is led.</summary>
public sealed class WebhookSenderTests
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    [Theory]
    [InlineData(200, null)]
    [InlineData(202, null)]
    [InlineData(204, null)]
    [InlineData(301, AttemptError.Redirected)]
    [InlineData(307, AttemptError.Redirected)]
    [InlineData(400, AttemptError.Refused)]
    [InlineData(410, AttemptError.Gone)]
    [InlineData(429, AttemptError.Refused)]
    [InlineData(503, AttemptError.Refused)]
    public async Task The_status_says_whether_it_was_taken(int status, AttemptError? error)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer(status);

        var attempt = await PostAsync(receiver.Url, "127.0.0.0/8");

        Assert.Equal((status, error), (attempt.Status, attempt.Error));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.OnRequest = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) =
                (307, $"http://127.0.0.1:{receiver.Port}/elsewhere");
            return Task.CompletedTask;
        };

        var attempt = await PostAsync(receiver.Url, "127.0.0.0/8");

        Assert.Equal(AttemptError.Redirected, attempt.Error);
        Assert.Equal(["/hook"], receiver.Received.Select(received => received.Path));
    }

    [Fact]
    public async Task A_long_answer_is_not_read()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.OnRequest = async context =>
        {
            context.RequestAborted.Register(() => refused.TrySetResult());
            var page = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(page, context.RequestAborted);
            }
        };

        var attempt = await PostAsync(receiver.Url, "127.0.0.0/8");

        Assert.Null(attempt.Error);
        await refused.Task;
    }

    [Theory]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("https://localhost")] // a name that leads to a private address
    [InlineData("http://127.0.0.1")]
    public async Task A_machine_beside_ours_is_not_connected_to(string root)
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        var attempt = await PostAsync($"{root}:{receiver.Port}/hook");

        Assert.Equal((null, AttemptError.AddressNotAllowed), (attempt.Status, attempt.Error));
        Assert.Empty(receiver.Received);
    }

    [Theory]
    [InlineData("https://10.0.0.1/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://2130706433/hook")] // 127.0.0.1 as one number
    [InlineData("https://0x7f.1/hook")]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/hook")]
    [InlineData("http://8.8.8.8/hook")] // by plain http, an address of the internet is none either
    public async Task Nothing_is_sent_to_an_address_that_is_not_public(string url)
    {
        var attempt = await PostAsync(url);

        Assert.Equal((null, AttemptError.AddressNotAllowed), (attempt.Status, attempt.Error));
        Assert.True(attempt.Took < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_network_that_is_allowed_is_one_network_and_no_more()
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        Assert.Equal(AttemptError.AddressNotAllowed, (await PostAsync(receiver.Url, "10.0.0.0/8")).Error);
        Assert.Null((await PostAsync(receiver.Url, "10.0.0.0/8", "127.0.0.1/32")).Error);
    }

    [Fact]
    public async Task What_fails_on_the_way_has_its_own_name()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        string closed;
        await using (var gone = await WebhookReceiver.StartAsync())
        {
            closed = gone.Url;
        }

        Assert.Equal(AttemptError.ConnectionFailed, (await PostAsync(closed, "127.0.0.0/8")).Error);
        Assert.Equal(
            AttemptError.TlsFailed, (await PostAsync($"https://127.0.0.1:{receiver.Port}/hook", "127.0.0.0/8")).Error);
        Assert.Equal(
            AttemptError.NameNotResolved, (await PostAsync("https://nobody.invalid/hook", "127.0.0.0/8")).Error);
    }

    private static async Task<Attempt> PostAsync(string url, params string[] allowed)
    {
        using var sender = new WebhookSender(EventTown.Options(allowed));
        return await sender.PostAsync(
            new(1, "north-clinic", Guid.CreateVersion7(), new Uri(url), EventTypes.All, 1, null, 0, 0, null, Guid.Empty),
            Guid.CreateVersion7(), Body, TestClock.MondayAtTen);
    }
}
