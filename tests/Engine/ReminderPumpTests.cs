using BalanceNotifications.Fixtures;
using Orleans.Runtime;

namespace BalanceNotifications.Engine;

/// <summary>Reminders from registration to tick, in a real silo on the real index.</summary>
[Collection(DueTable.Name)]
public sealed class ReminderPumpTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reminder_comes_at_its_time_and_again_after_its_period()
    {
        await using var silo = await PacedSilo.StartAsync(postgres);
        await silo.Grain("a/1").RegisterAsync("tick", TimeSpan.FromSeconds(30), Minute);
        var due = silo.Clock.GetUtcNow().AddSeconds(30);

        silo.Clock.Advance(TimeSpan.FromSeconds(29));
        await silo.Grain("a/1").NamesAsync();
        Assert.Empty(silo.Ticks.Taken);

        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 1);
        await silo.PassUntilAsync(async () => (await DueAtAsync(silo, "a/1")) == due + Minute);
        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 2, step: TimeSpan.FromSeconds(1));
        Assert.True(silo.Clock.GetUtcNow() >= due + Minute);
    }

    [Fact]
    public async Task A_tick_that_registers_anew_decides_when_the_next_one_comes()
    {
        await using var silo = await PacedSilo.StartAsync(postgres);
        silo.Ticks.OnTick = (_, grain) => grain.RegisterAsync("tick", TimeSpan.FromDays(7), Minute);
        await silo.Grain("a/1").RegisterAsync("tick", TimeSpan.Zero, Minute);

        await silo.PassUntilAsync(async () => await DueAtAsync(silo, "a/1") > silo.Clock.GetUtcNow().AddDays(6));
        silo.Clock.Advance(TimeSpan.FromHours(1));
        await silo.Grain("a/2").RegisterAsync("tick", TimeSpan.Zero, Minute);
        await silo.PassUntilAsync(() => silo.Ticks.Taken.Contains("a/2"));

        Assert.Single(silo.Ticks.Taken, "a/1");
    }

    [Fact]
    public async Task A_handle_of_an_older_registration_takes_nothing_away()
    {
        await using var silo = await PacedSilo.StartAsync(postgres);
        var grain = silo.Grain("a/1");
        await grain.RegisterAsync("tick", TimeSpan.FromHours(1), Minute);
        await silo.Index.WriteAsync([new PacedEngine.Reminders.DueChange.Register(
            new("probe/a/1", "tick"), "a", silo.Clock.GetUtcNow().AddHours(2), Minute)]);

        await Assert.ThrowsAsync<ReminderException>(grain.UnregisterAsync);

        Assert.Equal(["tick"], await grain.NamesAsync());
        await grain.RegisterAsync("tick", TimeSpan.FromHours(3), Minute);
        await grain.UnregisterAsync();
        Assert.Empty(await grain.NamesAsync());
    }

    [Fact]
    public async Task One_that_fails_comes_again_later_each_time_is_parked_and_can_be_taken_up()
    {
        await using var silo = await PacedSilo.StartAsync(postgres, paced => paced.MostAttempts = 3);
        silo.Ticks.OnTick = (_, _) => throw new InvalidOperationException("poison");
        await silo.AddOverdueAsync(["a/poison"]);

        await silo.PassUntilAsync(async () => await silo.Parked.CountAsync(default) == 1, step: TimeSpan.FromSeconds(1));
        Assert.Equal(3, silo.Ticks.Taken.Count);

        silo.Ticks.OnTick = (_, _) => Task.CompletedTask;
        Assert.Equal(1, await silo.Parked.TakeUpAsync(silo.Clock.GetUtcNow(), null, default));
        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 4);
        Assert.Equal(0, await silo.Parked.CountAsync(default));
    }

    [Fact]
    public async Task One_that_ends_every_silo_that_delivers_it_is_parked_without_another_try()
    {
        var room = 0;
        await using var silo = await PacedSilo.StartAsync(
            postgres, paced => (paced.MostAttempts, paced.Room) = (3, () => Volatile.Read(ref room)));
        await silo.AddOverdueAsync(["a/deadly"]);
        await using var attempts = postgres.Owner.CreateCommand("update paced_reminder set attempts = 3");
        await attempts.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Volatile.Write(ref room, 1);

        await silo.PassUntilAsync(async () => await silo.Parked.CountAsync(default) == 1);

        Assert.Empty(silo.Ticks.Taken);
    }

    [Fact]
    public async Task No_more_are_in_flight_than_allowed_however_many_are_due()
    {
        await using var silo = await PacedSilo.StartAsync(postgres, paced => paced.MostInFlight = 8);
        await silo.AddOverdueAsync(Enumerable.Range(0, 300).Select(number => $"a/{number}"));

        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 300);

        Assert.InRange(silo.Ticks.MostAtOnce, 1, 8);
        Assert.Equal(300, silo.Ticks.Taken.Distinct().Count());
    }

    [Fact]
    public async Task Small_tenants_do_not_wait_for_one_with_thousands_overdue()
    {
        await using var silo = await PacedSilo.StartAsync(postgres, paced => paced.MostInFlight = 16);
        silo.Ticks.OnTick = (_, _) => Task.Delay(1, TestContext.Current.CancellationToken);
        await silo.AddOverdueAsync(Enumerable.Range(0, 2000).Select(number => $"giant/{number}"));
        await silo.AddOverdueAsync(Enumerable.Range(0, 20).Select(number => $"small-{number}/1"));

        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 2020);

        var lastSmall = silo.Ticks.Taken.ToList().FindLastIndex(key => key.StartsWith("small", StringComparison.Ordinal));
        Assert.InRange(lastSmall, 0, 200);
    }

    [Fact]
    public async Task What_has_no_room_behind_it_is_left_where_it_is()
    {
        var room = 0;
        await using var silo = await PacedSilo.StartAsync(postgres, paced => paced.Room = () => Volatile.Read(ref room));
        await silo.AddOverdueAsync(["a/1"]);
        silo.Clock.Advance(TimeSpan.FromSeconds(5));
        await silo.Grain("a/2").NamesAsync();
        Assert.Empty(silo.Ticks.Taken);

        Volatile.Write(ref room, 1);

        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 1);
    }

    [Fact]
    public async Task A_silo_that_stops_ends_what_it_has_in_flight_and_takes_nothing_more()
    {
        var silo = await PacedSilo.StartAsync(postgres, paced => paced.MostInFlight = 1);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Ticks.OnTick = (_, _) => release.Task;
        await silo.AddOverdueAsync(["a/1", "a/2"]);
        await silo.PassUntilAsync(() => silo.Ticks.Taken.Count == 1);

        var stopping = silo.StopAsync();
        release.SetResult();
        await stopping;

        var first = Assert.Single(silo.Ticks.Taken);
        var other = first == "a/1" ? "a/2" : "a/1";
        Assert.True(await DueAtAsync(silo, first) > silo.Clock.GetUtcNow());
        var claim = Assert.Single(await silo.Index.ClaimOldestAsync(silo.Clock.GetUtcNow(), 10, silo.Clock.GetUtcNow()));
        Assert.Equal($"probe/{other}", claim.Row.Key.Grain);
        await silo.DisposeAsync();
    }

    private static async Task<DateTimeOffset?> DueAtAsync(PacedSilo silo, string key) =>
        (await silo.Index.FindAsync($"probe/{key}", "tick", default)) is [var row] ? row.DueAt : null;
}
