using System.Diagnostics.Metrics;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Events;

/// <summary>The stream of an endpoint: in order, at least once, and what becomes of it when nobody takes it.</summary>
public sealed class EventStreamTests(EventTown town) : IClassFixture<EventTown>
{
    [Fact]
    public async Task Events_come_in_order_signed_and_in_their_envelope()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var webhook = await town.AddAsync(practice, receiver.Url);
        var told = new List<Guid>();
        foreach (var number in Enumerable.Range(1, 250))
        {
            told.Add(await town.TellAsync(practice, $"{number}"));
        }

        await town.DriveAsync();

        Assert.Equal(told, receiver.Received.Select(received => Guid.Parse(received.Id)));
        var (first, slug) = (receiver.Received[0], await SlugOfAsync(practice));
        Assert.Equal(("/hook", "application/json"), (first.Path, first.ContentType));
        Assert.Equal(
            $$$"""
            {"id":"{{{told[0]}}}","version":1,"type":"payment.posted","at":"{{{TestClock.MondayAtTen:yyyy-MM-dd'T'HH:mm:ss}}}Z","practice":"{{{slug}}}","data":{"number":"1"}}
            """,
            first.Body);
        Assert.All(receiver.Received, received =>
            Assert.True(StandardWebhooks.Verify(EventTown.SecretOf(webhook), received)));
        Assert.False(StandardWebhooks.Verify(EventTown.SecretOf(webhook with { SecretVersion = 2 }), first));
        Assert.Equal(0, await town.DriveAsync());
    }

    [Fact]
    public async Task What_is_told_later_waits_for_what_is_not_committed_yet_and_nothing_is_passed_over()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        await town.AddAsync(practice, receiver.Url);
        await using var slow = await town.Silo.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await town.TellAsync(practice, "drawn first", within: slow);

        var second = town.TellAsync(practice, "drawn second");
        await Eventually.HoldsAsync(() => IsWaitedForAsync(slow));
        Assert.Equal(0, await town.DriveAsync());
        await transaction.CommitAsync();
        await second;
        await town.DriveAsync();

        Assert.Equal(["drawn first", "drawn second"], Numbers(receiver));
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_a_gap_that_holds_up_nobody()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        await town.AddAsync(practice, receiver.Url);
        await town.TellAsync(practice, "1");
        await using (var failing = await town.Silo.OpenConnectionAsync())
        await using (await failing.BeginTransactionAsync())
        {
            await town.TellAsync(practice, "never happened", within: failing);
        }

        await town.TellAsync(practice, "2");
        await town.DriveAsync();

        Assert.Equal(["1", "2"], Numbers(receiver));
    }

    [Fact]
    public async Task An_endpoint_gets_what_it_asked_for_and_walks_past_the_rest()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        await town.AddAsync(practice, receiver.Url, "batch.ended");
        await town.TellAsync(practice, "1");
        await town.TellAsync(practice, "2", EventType.BatchEnded);
        await town.TellAsync(practice, "3");

        Assert.Equal(1, await town.DriveAsync());

        Assert.Equal(["2"], Numbers(receiver));
        Assert.Equal(0, await town.DriveAsync());
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_later_and_nothing_overtakes_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var webhook = await town.AddAsync(practice, receiver.Url);
        var first = await town.TellAsync(practice, "1");
        await town.TellAsync(practice, "2");
        receiver.Answer(500);

        await town.DriveAsync();
        Assert.Equal(0, await town.DriveAsync());
        town.Clock.Now += TimeSpan.FromSeconds(7);
        await town.DriveAsync();
        town.Clock.Now += TimeSpan.FromSeconds(7);
        Assert.Equal(0, await town.DriveAsync());
        Assert.Equal(2, (await town.Store.FindAsync(practice, webhook.Id, default))!.Failures);
        receiver.Answer(204);
        town.Clock.Now += TimeSpan.FromSeconds(6);
        await town.DriveAsync();

        Assert.Equal(["1", "1", "1", "2"], Numbers(receiver));
        Assert.Equal([$"{first}"], receiver.Received.Take(3).Select(received => received.Id).Distinct());
        Assert.Single(receiver.Received.Take(3).Select(received => received.Body).Distinct());
        var now = (await town.Store.FindAsync(practice, webhook.Id, default))!;
        Assert.Equal((0, null, town.Clock.Now), (now.Failures, now.FailingSince, now.LastDeliveredAt));
        var log = await town.Store.ListDeliveriesAsync(practice, webhook.Id, null, 10, default);
        Assert.Equal(
            [(204, null), (204, null), (500, AttemptError.Refused), (500, AttemptError.Refused)],
            log.Items.Select(line => (line.Status, line.Error)));
    }

    [Fact]
    public async Task After_a_day_of_failures_it_is_paused_with_an_alert_and_goes_on_where_it_was_when_resumed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var webhook = await town.AddAsync(practice, receiver.Url);
        await town.TellAsync(practice, "1");
        receiver.Answer(503);
        using var listener = new MeterListener();
        var pauses = new List<string>();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Scope == town.Meters && instrument.Name == "bn.webhook.pauses")
            {
                meter.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => pauses.Add($"{tags[0].Value}"));
        listener.Start();
        var end = town.Clock.Now.AddHours(24);

        while (town.Clock.Now < end.AddHours(1))
        {
            await town.DriveAsync();
            town.Clock.Now += TimeSpan.FromMinutes(20);
        }

        var paused = (await town.Store.FindAsync(practice, webhook.Id, default))!;
        Assert.Equal((WebhookPause.Failing, TestClock.MondayAtTen), (paused.PausedFor, paused.FailingSince));
        Assert.InRange(paused.PausedAt!.Value, end, end.AddMinutes(30));
        Assert.Equal(["failing"], pauses);
        var line = Assert.Single(town.Log.Errors, error => error.Contains($"{webhook.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain("127.0.0.1", line, StringComparison.Ordinal);
        await town.TellAsync(practice, "2");
        Assert.Equal(0, await town.DriveAsync());

        receiver.Answer(200);
        var before = receiver.Received.Count;
        var resumed = await town.Store.ResumeAsync(practice, webhook.Id, "test", default);
        await town.DriveAsync();

        Assert.Equal((0, null), (resumed!.Failures, resumed.PausedAt));
        Assert.Equal(["1", "2"], Numbers(receiver).Skip(before));
    }

    [Fact]
    public async Task An_endpoint_that_says_it_is_gone_is_paused_at_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var webhook = await town.AddAsync(practice, receiver.Url);
        await town.TellAsync(practice, "1");
        receiver.Answer(410);

        await town.DriveAsync();

        Assert.Equal(WebhookPause.Gone, (await town.Store.FindAsync(practice, webhook.Id, default))!.PausedFor);
    }

    [Fact]
    public async Task A_sender_that_dies_after_the_answer_sends_the_same_event_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        await town.AddAsync(practice, receiver.Url);
        await town.TellAsync(practice, "1");
        await town.TellAsync(practice, "2");
        var courier = town.Courier();
        var claimed = Assert.Single(await town.Streams.ClaimAsync(10, town.Clock.Now, courier.LeaseUntil, default));
        // It has sent what comes first, and is killed before it could say so.
        using (var sender = new WebhookSender(EventTown.Options("127.0.0.0/8")))
        {
            var next = (await town.Streams.NextAsync(claimed, claimed.ReadUpTo, 1, default))[0];
            var body = EventEnvelope.Of(next.Id, next.Type, next.At, claimed.Slug, next.Data!);
            Assert.Null((await sender.PostAsync(claimed, next.Id, body, town.Clock.Now)).Error);
        }

        Assert.Equal(0, await town.DriveAsync());
        town.Clock.Now = courier.LeaseUntil;
        await town.DriveAsync();

        Assert.Equal(["1", "1", "2"], Numbers(receiver));
        Assert.Equal(receiver.Received[0].Id, receiver.Received[1].Id);
        Assert.Equal(receiver.Received[0].Body, receiver.Received[1].Body);
    }

    [Fact]
    public async Task Who_has_lost_its_lease_moves_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        await town.AddAsync(practice, receiver.Url);
        await town.TellAsync(practice, "1");
        await town.TellAsync(practice, "2");
        var courier = town.Courier();
        var slow = Assert.Single(await town.Streams.ClaimAsync(10, town.Clock.Now, courier.LeaseUntil, default));
        town.Clock.Now = courier.LeaseUntil;
        await town.DriveAsync();

        await courier.DriveAsync(slow, default);

        // It repeated the first, learnt that the stream had gone on without it, and let go.
        Assert.Equal(["1", "2", "1"], Numbers(receiver));
        Assert.Equal(0, await town.DriveAsync());
    }

    [Fact]
    public async Task A_replay_sends_everything_from_an_instant_on_again_under_the_same_ids()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var webhook = await town.AddAsync(practice, receiver.Url);
        await town.TellAsync(practice, "1");
        var second = await town.TellAsync(practice, "2");
        await town.TellAsync(practice, "3");
        await town.DriveAsync();

        await town.Store.ReplayAsync(practice, webhook.Id, await RecordedAtAsync(second), "test", default);
        await town.TellAsync(practice, "4");
        await town.DriveAsync();

        Assert.Equal(["1", "2", "3", "2", "3", "4"], Numbers(receiver));
        Assert.Equal(receiver.Received[1].Id, receiver.Received[3].Id);
    }

    [Fact]
    public async Task A_replay_in_the_middle_of_a_bite_is_heeded()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var webhook = await town.AddAsync(practice, receiver.Url);
        var first = await town.TellAsync(practice, "1");
        await town.TellAsync(practice, "2");
        await town.TellAsync(practice, "3");
        var replayed = false;
        receiver.OnRequest = async _ =>
        {
            if (receiver.Received.Count == 2 && !replayed)
            {
                replayed = true;
                await town.Store.ReplayAsync(practice, webhook.Id, await RecordedAtAsync(first), "test", default);
            }
        };

        await town.DriveAsync();
        await town.DriveAsync();

        Assert.Equal(["1", "2", "1", "2", "3"], Numbers(receiver));
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_fit_and_afterwards_the_new_one_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var old = await town.AddAsync(practice, receiver.Url);
        var rotated = (await town.Store.RotateAsync(practice, old.Id, TimeSpan.FromHours(24), "test", default))!;
        await town.TellAsync(practice, "1");
        await town.DriveAsync();
        town.Clock.Now += TimeSpan.FromHours(24);
        await town.TellAsync(practice, "2");
        await town.DriveAsync();

        var (during, after) = (receiver.Received[0], receiver.Received[1]);
        Assert.Equal(2, during.Signature.Split(' ').Length);
        Assert.True(StandardWebhooks.Verify(EventTown.SecretOf(old), during));
        Assert.True(StandardWebhooks.Verify(EventTown.SecretOf(rotated), during));
        Assert.False(StandardWebhooks.Verify(EventTown.SecretOf(old), after));
        Assert.True(StandardWebhooks.Verify(EventTown.SecretOf(rotated), after));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_holds_up_no_other()
    {
        await using var slow = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        var practice = await town.OpenAsync();
        var hangs = await town.AddAsync(practice, slow.Url);
        await town.AddAsync(practice, quick.Url);
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.OnRequest = context => Task.WhenAny(given.Task, Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        quick.OnRequest = _ =>
        {
            served.TrySetResult();
            return Task.CompletedTask;
        };
        await town.TellAsync(practice, "1");

        var driven = town.DriveAsync();
        Assert.Same(served.Task, await Task.WhenAny(served.Task, driven));
        await driven;
        given.SetResult();

        var line = Assert.Single((await town.Store.ListDeliveriesAsync(practice, hangs.Id, null, 10, default)).Items);
        Assert.Equal((null, AttemptError.TimedOut), (line.Status, line.Error));
        Assert.InRange(line.Milliseconds, 1_900, 10_000);
    }

    private static IEnumerable<string> Numbers(WebhookReceiver receiver) =>
        receiver.Received.Select(received => (string)received.Data["number"]!);

    private async Task<bool> IsWaitedForAsync(NpgsqlConnection holder)
    {
        await using var command = town.Postgres.Owner.CreateCommand(
            "select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))");
        command.Parameters.Add(Database.Value(holder.ProcessID));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task<DateTimeOffset> RecordedAtAsync(Guid id)
    {
        await using var command = town.Postgres.Owner.CreateCommand("select recorded_at from event_out where id = $1");
        command.Parameters.Add(Database.Value(id));
        return new((DateTime)(await command.ExecuteScalarAsync())!);
    }

    private async Task<string> SlugOfAsync(RowScope scope)
    {
        await using var command = town.Postgres.Owner.CreateCommand("select slug from practice where id = $1");
        command.Parameters.Add(Database.Value(scope.Practice!.Value));
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
