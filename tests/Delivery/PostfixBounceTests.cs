using System.Diagnostics.Metrics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using BalanceNotifications.Accounts;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Callbacks.Email;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Delivery;

/// <summary>A bounce that a real mail server makes, all the way: silo, Postfix, its own report, our script, api, account.</summary>
[Collection(ClusterFixture.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class PostfixBounceTests(ClusterFixture cluster)
{
    private const string Secret = "secret of the pipe";

    [Fact]
    public async Task A_bounce_that_Postfix_makes_ends_the_notification_and_the_channel()
    {
        var inCi = Environment.GetEnvironmentVariable("CI") is "true";
        Assert.SkipUnless(PostfixServer.Lacking is null || inCi, PostfixServer.Lacking ?? "");
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Senders = settings.Senders with { Email = new EmailSender("billing@north.example", null, "postfix") },
        });
        await using var api = await cluster.StartApiAsync(
            ("Callbacks:Email:Secrets:pipe", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)))),
            ("Callbacks:Email:BounceKeys:now", ClusterFixture.BounceKey));
        await using var postfix = await PostfixServer.StartAsync(
            cluster.PostfixPort.Release(), new Uri(api.Client.BaseAddress!, "/callbacks/email/dsn"), Secret,
            TestContext.Current.CancellationToken);
        using var applied = new ReportCount(MailCounts.Applied);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();
        Assert.True(await applied.ReachedAsync(TimeSpan.FromSeconds(60)), $"No bounce came: {postfix.Log}");

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent, Status.UndeliverablePermanent], history.Trail);
        Assert.Equal("smtp 5.1.1", history.Reason);
        Assert.Equal(SwitchState.ErroredOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Contains("from=<bounces+", postfix.Log, StringComparison.Ordinal);
        // Postfix writes so once our script has ended, which is after the api has answered it.
        await Eventually.HoldsAsync(() => Task.FromResult(
            postfix.Log.Contains("delivered via report service", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_server_on_its_port_is_not_taken_for_Postfix()
    {
        var inCi = Environment.GetEnvironmentVariable("CI") is "true";
        Assert.SkipUnless(PostfixServer.Lacking is null || inCi, PostfixServer.Lacking ?? "");
        await using var other = new ScriptedSmtpServer();

        await Assert.ThrowsAsync<InvalidOperationException>(() => PostfixServer.StartAsync(
            other.Port, new Uri("http://127.0.0.1:1"), Secret, TestContext.Current.CancellationToken));
    }

    /// <summary>Waits for the api to have counted a report of one outcome.</summary>
    private sealed class ReportCount : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly MeterListener _listener = new();

        public ReportCount(string outcome)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CallbackCounts.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Value as string == outcome)
                    {
                        _reached.TrySetResult();
                    }
                }
            });
            _listener.Start();
        }

        public async Task<bool> ReachedAsync(TimeSpan patience) =>
            await Task.WhenAny(_reached.Task, Task.Delay(patience)) == _reached.Task;

        public void Dispose() => _listener.Dispose();
    }
}
