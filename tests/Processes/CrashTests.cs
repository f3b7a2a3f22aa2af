using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Processes;

/// <summary>A silo that dies before its notification is due.</summary>
public sealed class CrashBeforeDueTests
{
    [Theory, InlineData("AdoNet"), InlineData("Paced")]
    public async Task A_silo_killed_between_plan_and_due_time_costs_nothing_but_perhaps_time(string engine)
    {
        await using var town = await ProcessTown.FoundAsync(engine);
        var notification = await town.PostStatementAsync(dueNow: false);

        await town.Silo!.KillAsync();
        Assert.Empty(town.Relay.Received);
        await town.StartSiloAsync();

        await town.BecomesAsync(notification, "sent");
        Assert.Single(town.Relay.Received);
        Assert.Equal((1, 0), await town.AttemptsAsync(notification));
    }
}

/// <summary>A silo that dies between handing a message over and recording it.</summary>
public sealed class CrashInDoubtTests
{
    [Theory, InlineData("AdoNet"), InlineData("Paced")]
    public async Task A_silo_killed_between_send_and_record_sends_the_email_again_under_its_message_id(string engine)
    {
        await using var town = await ProcessTown.FoundAsync(engine);
        town.Relay.Hang("CONTENT");
        var notification = await town.PostStatementAsync(dueNow: true);
        await town.Relay.ReachedAsync("CONTENT").WaitAsync(town.Cancellation);

        await town.Silo!.KillAsync();
        await town.StartSiloAsync();

        await town.BecomesAsync(notification, "sent");
        Assert.Equal($"{notification:n}@north.example", Assert.Single(town.Relay.Received).Message.MessageId);
        Assert.Equal((2, 1), await town.AttemptsAsync(notification));
    }
}

/// <summary>A silo that dies between handing a text over and recording it.</summary>
public sealed class CrashWithTextTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_killed_between_send_and_record_texts_exactly_once(bool taken)
    {
        await using var town = await ProcessTown.FoundAsync();
        town.Twilio.OnRequest = async context =>
        {
            if (taken)
            {
                var form = await context.Request.ReadFormAsync();
                town.Twilio.Keep(form["To"].ToString(), form["From"].ToString(), form["Body"].ToString(), "delivered");
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var notification = await town.PostStatementAsync(dueNow: true, "text");
        await town.Twilio.Reached.WaitAsync(town.Cancellation);
        await town.Silo!.KillAsync();

        town.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        await town.MoveClockAsync(TimeSpan.FromMinutes(11));
        await town.StartSiloAsync();

        await town.BecomesAsync(notification, taken ? "delivered" : "sent");
        Assert.Equal(taken ? 1 : 2, town.Twilio.Requests.Count);
        Assert.Equal((taken ? 1 : 2, 0), await town.AttemptsAsync(notification));
    }
}

/// <summary>A silo that is asked to stop.</summary>
public sealed class ShutdownTests
{
    [Theory, InlineData("AdoNet"), InlineData("Paced")]
    public async Task A_silo_told_to_stop_finishes_and_records_what_it_is_sending(string engine)
    {
        var release = new TaskCompletionSource();
        await using var town = await ProcessTown.FoundAsync(engine);
        town.Relay.Hold("CONTENT", release.Task);
        var notification = await town.PostStatementAsync(dueNow: true);
        await town.Relay.ReachedAsync("CONTENT").WaitAsync(town.Cancellation);

        var stopping = town.Silo!.TerminateAsync(town.Cancellation);
        release.SetResult();
        await stopping;

        Assert.Equal(0, town.Silo.ExitCode);
        await town.BecomesAsync(notification, "sent");
        Assert.Single(town.Relay.Received);
        Assert.Equal((1, 0), await town.AttemptsAsync(notification));
    }
}
