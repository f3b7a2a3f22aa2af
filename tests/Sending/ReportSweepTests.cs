using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Sending;

/// <summary>What providers are asked about because they told nothing, on a cluster with real storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ReportSweepTests(ClusterFixture cluster)
{
    private readonly string _sid = $"SM{Guid.CreateVersion7():n}";

    [Fact]
    public async Task A_text_whose_report_was_lost_is_looked_up_an_hour_later()
    {
        var practice = await SentAsync();
        Know("delivered");

        await SweepAfterAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.DoesNotContain(_sid, cluster.Twilio.LookUps);

        await SweepAfterAsync(TimeSpan.FromMinutes(2));

        await EndsAsAsync(practice, (Status.Delivered, null));
    }

    [Fact]
    public async Task It_arrived_when_the_provider_says_and_not_when_it_is_asked()
    {
        var practice = await SentAsync();
        var arrived = cluster.Clock.Now.AddMinutes(2);
        cluster.Twilio.Known[_sid] = new
        {
            sid = _sid,
            status = "delivered",
            date_updated = arrived.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture),
        };

        await SweepAfterAsync(TimeSpan.FromMinutes(61));

        await EndsAsAsync(practice, (Status.Delivered, null));
        Assert.Equal(
            TimeSpan.Zero, (await practice.ShownAsync()).DeliveredAt!.Value - arrived.AddTicks(-(arrived.Ticks % TimeSpan.TicksPerSecond)));
    }

    [Fact]
    public async Task What_it_says_does_what_a_callback_does()
    {
        var practice = await SentAsync();
        Know("undelivered", 30005);

        await SweepAfterAsync(TimeSpan.FromMinutes(61));

        await EndsAsAsync(practice, (Status.UndeliverablePermanent, "twilio 30005"));
        Assert.Equal(SwitchState.ErroredOut, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task Two_silos_at_once_ask_once()
    {
        await SentAsync();
        Know("sent");
        cluster.Clock.Now += TimeSpan.FromMinutes(61);

        await Task.WhenAll(cluster.EverySilo.Concat(cluster.EverySilo).Select(silo =>
            silo.GetRequiredService<ReportSweep>().RunAsync(default)));

        await Eventually.HoldsAsync(() => Task.FromResult(cluster.Twilio.LookUps.Contains(_sid)));
        Assert.Single(cluster.Twilio.LookUps, _sid);
    }

    [Fact]
    public async Task What_never_ends_is_asked_about_seven_times_in_three_days_and_then_no_more()
    {
        var practice = await SentAsync();
        Know("sent");

        for (var hour = 0; hour < 100; hour++)
        {
            await SweepAfterAsync(TimeSpan.FromMinutes(60.1));
        }

        await Eventually.HoldsAsync(() => Task.FromResult(cluster.Twilio.LookUps.Count(sid => sid == _sid) == 7));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task The_next_attempt_is_a_silence_of_its_own()
    {
        var practice = await SentAsync();
        Know("undelivered", 30003);
        await SweepAfterAsync(TimeSpan.FromMinutes(61));
        await EndsAsAsync(practice, (Status.Deferred, "twilio 30003"));
        var second = $"SM{Guid.CreateVersion7():n}";
        await practice.ExecuteAsync(
            "update notification set silent_from = 'infinity' where practice_id = $1", Database.Value(practice.Id));
        await TakingAsync(second, () => practice.TickAfterAsync(TimeSpan.FromHours(5)));
        cluster.Twilio.Known[second] = new { sid = second, status = "delivered" };

        await SweepAfterAsync(TimeSpan.FromMinutes(61));

        await EndsAsAsync(practice, (Status.Delivered, null));
    }

    [Fact]
    public async Task A_call_is_told_what_it_came_to_and_how_long_it_took()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Voice, of => of with
        {
            Channels = new(true, true, true),
            Senders = of.Senders with { Voice = new("+13125550112", null, "default") },
        });
        await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Voice, SwitchState.OptedIn, "asked", new(TestClock.MondayAtTen.AddMinutes(-1), "form", "yes"))],
            "test", default);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sid = (await practice.ShownAsync()).ProviderId!;
        cluster.Twilio.Known[sid] = new { sid, status = "completed", answered_by = "machine_end_beep", duration = "61" };

        await SweepAfterAsync(TimeSpan.FromMinutes(61));

        await EndsAsAsync(practice, (Status.Sent, Reason.AnsweringMachine));
        Assert.Equal(61, (await practice.ShownAsync()).Seconds);
    }

    [Fact]
    public async Task One_that_cannot_be_asked_about_holds_up_no_other()
    {
        var (first, second) = (await SentAsync(), await SentAsync($"SM{Guid.CreateVersion7():n}"));
        var provider = new FailsOnce(cluster.Services.GetRequiredService<DeliveryChannels>()[Channel.Text]);
        cluster.Clock.Now += TimeSpan.FromMinutes(61);

        await ActivatorUtilities.CreateInstance<ReportSweep>(cluster.Services, new DeliveryChannels([provider]))
            .RunAsync(default);

        Assert.NotNull(provider.Failed);
        await Eventually.HoldsAsync(async () =>
            (await EndedAsync(first) || await IsAsync(first, provider.Failed))
            && (await EndedAsync(second) || await IsAsync(second, provider.Failed)));
    }

    private static async Task<bool> EndedAsync(ClusterPractice practice) =>
        (await practice.HistoryAsync()).Status is Status.Delivered;

    private static async Task<bool> IsAsync(ClusterPractice practice, string? providerId) =>
        (await practice.ShownAsync()).ProviderId == providerId;

    private Task<ClusterPractice> SentAsync() => SentAsync(_sid);

    private async Task<ClusterPractice> SentAsync(string sid)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await TakingAsync(sid, practice.TickWhenDueAsync);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        return practice;
    }

    private async Task TakingAsync(string sid, Func<Task> send)
    {
        cluster.Twilio.OnRequest = context =>
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            return context.Response.WriteAsJsonAsync(new { sid, num_segments = "1", status = "queued" });
        };
        try
        {
            await send();
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }
    }

    private void Know(string status, int? code = null) => cluster.Twilio.Known[_sid] =
        new { sid = _sid, status, error_code = code, num_segments = "1" };

    private Task SweepAfterAsync(TimeSpan time)
    {
        cluster.Clock.Now += time;
        return cluster.Services.GetRequiredService<ReportSweep>().RunAsync(default);
    }

    // A silo that sweeps by itself may have taken it.
    private static Task EndsAsAsync(ClusterPractice practice, (Status, string?) end) =>
        Eventually.HoldsAsync(async () => (await practice.HistoryAsync()).Outcome == end);

    /// <summary>A provider that cannot deal with the first text it is asked about, and says of all others that they arrived.</summary>
    private sealed class FailsOnce(IDeliveryChannel real) : ISearchableChannel
    {
        public string? Failed { get; private set; }

        public Channel Channel => real.Channel;

        public ValueTask<IDisposable?> ReserveAsync(
            OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) =>
            real.ReserveAsync(message, patience, cancellationToken);

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
            real.SendAsync(message, cancellationToken);

        public Task<Finding> FindAsync(LostAttempt lost, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Finding> LookUpAsync(string provider, string providerId, CancellationToken cancellationToken)
        {
            if (Failed is null)
            {
                Failed = providerId;
                throw new InvalidOperationException("Not what anybody expects of a provider.");
            }

            return Task.FromResult<Finding>(new Finding.Found(providerId, ReportedFate.Delivered, null, 1));
        }
    }
}
