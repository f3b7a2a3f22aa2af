using BalanceNotifications.Fixtures;
using BalanceNotifications.Senders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Budgets;

/// <summary>Silos that draw on one budget, on the real table.</summary>
public sealed class SendBudgetsTests(PostgresFixture postgres)
{
    private readonly TestClock _clock = new();
    private readonly SenderKey _sender = new(Channel.Text, "default", $"mg{Guid.CreateVersion7():n}");

    [Fact]
    public async Task Two_silos_and_two_practices_at_once_take_no_more_than_a_slot_holds()
    {
        var (silos, practices) = (new[] { Silo(PerMinute(660)), Silo(PerMinute(660)) }, await PracticesAsync());

        var taken = await Task.WhenAll(Enumerable.Range(0, 240).Select(n =>
            TakesAsync(silos[n % 2], practices[n / 2 % 2])));

        Assert.Equal(60, taken.Count(got => got));
    }

    [Fact]
    public async Task The_small_practice_gets_its_part_of_the_next_slot()
    {
        var (silo, practices) = (Silo(PerMinute(660)), await PracticesAsync());
        await ExhaustAsync(silo, practices[0]);
        Assert.False(await TakesAsync(silo, practices[1]));
        _clock.Now += TimeSpan.FromSeconds(6);

        await ExhaustAsync(silo, practices[0]);

        Assert.Equal(30, await ExhaustAsync(silo, practices[1]));
    }

    [Fact]
    public async Task What_a_dead_silo_held_is_one_chunk_and_is_over_with_its_slot()
    {
        var practices = await PracticesAsync();
        Assert.True(await TakesAsync(Silo(PerMinute(660)), practices[0]));

        Assert.InRange(await ExhaustAsync(Silo(PerMinute(660)), practices[0]), 60 - 7, 59);
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.Equal(60, await ExhaustAsync(Silo(PerMinute(660)), practices[0]));
    }

    [Fact]
    public async Task What_is_given_back_may_be_taken_again()
    {
        var (silo, practices) = (Silo(PerMinute(660)), await PracticesAsync());
        var first = await silo.TakeAsync(_sender, practices[0], Guid.CreateVersion7(), 5, default);
        Assert.Equal(55, await ExhaustAsync(silo, practices[0]));

        first.Taken.GiveBack();
        first.Taken.GiveBack();

        Assert.Equal(5, await ExhaustAsync(silo, practices[0]));
    }

    [Fact]
    public async Task What_a_slot_left_unused_goes_back_to_its_day()
    {
        var (options, practices) = (new BudgetOptions(), await PracticesAsync());
        options.Campaigns["day"] = Campaign(perMinute: 6_000, perDay: 20_000, []);
        var silo = Silo(options);

        // A chunk is twenty: one used, nineteen returned with the next slot's twenty.
        Assert.True(await TakesAsync(silo, practices[0]));
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.True(await TakesAsync(silo, practices[0]));

        Assert.Equal(21, await DayUsedAsync());
    }

    [Fact]
    public async Task What_is_given_back_after_its_slot_goes_back_to_its_day()
    {
        var (options, practices) = (new BudgetOptions(), await PracticesAsync());
        options.Campaigns["day"] = Campaign(perMinute: 6_000, perDay: 20_000, []);
        var silo = Silo(options);
        var first = await silo.TakeAsync(_sender, practices[0], Guid.CreateVersion7(), 5, default);
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.True(await TakesAsync(silo, practices[0]));

        first.Taken.GiveBack();
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.True(await TakesAsync(silo, practices[0]));

        // One used, and the chunk of twenty that is held.
        Assert.Equal(21, await DayUsedAsync());
    }

    [Fact]
    public async Task What_one_budget_gave_is_given_back_when_the_next_is_broken_off()
    {
        var (options, practices) = (new BudgetOptions(), await PracticesAsync());
        var other = _sender with { Sender = $"mg{Guid.CreateVersion7():n}" };
        options.Campaigns[$"brand-{_sender.Sender}"] = Campaign(660, perDay: null, _sender.Sender, other.Sender);
        options.Campaigns["zone"] = Campaign(perMinute: 60, perDay: null);
        var silo = Silo(options);
        Assert.True(await TakesAsync(silo, practices[0]));
        await using (await HoldPotAsync("zone"))
        {
            using var broken = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                silo.TakeAsync(_sender, practices[0], Guid.CreateVersion7(), 1, broken.Token));
        }

        // Of the sixty of the brand, one went. Its other sender is asked for the first time: only the brand limits it.
        options.Campaigns.Remove("zone");
        Assert.Equal(59, await ExhaustAsync(silo, other, practices[0]));
    }

    [Fact]
    public async Task What_finds_the_pot_held_by_somebody_that_hangs_waits_and_asks_nobody_for_a_while()
    {
        var (silo, practices) = (Silo(PerMinute(660)), await PracticesAsync());
        Assert.Equal(60, await ExhaustAsync(silo, practices[0]));
        _clock.Now += TimeSpan.FromSeconds(6);
        await using (await HoldPotAsync("rate"))
        {
            var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakesAsync(silo, practices[0])));
            Assert.All(asked, Assert.False);
        }

        // The pot is free again, but that is found out a few seconds later.
        Assert.False(await TakesAsync(silo, practices[0]));
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.Equal(60, await ExhaustAsync(silo, practices[0]));
    }

    [Fact]
    public async Task What_does_not_come_again_puts_off_nobody_who_does()
    {
        var (silo, practices) = (Silo(PerMinute(660)), await PracticesAsync());
        await ExhaustAsync(silo, practices[0]);
        for (var test = 0; test < 200; test++)
        {
            Assert.NotNull((await silo.TakeAsync(_sender, practices[0], notification: null, 1, default)).NoneUntil);
        }

        var until = (await silo.TakeAsync(_sender, practices[0], Guid.CreateVersion7(), 1, default)).NoneUntil!.Value;

        // Behind the last one of those that took the slot, and not behind 200: those would take more than three slots.
        Assert.InRange(until, _clock.Now, _clock.Now.AddSeconds(6 + 6 + 1));
    }

    [Fact]
    public async Task Who_begins_a_day_drops_the_shares_of_practices_that_have_gone()
    {
        var (silo, practices) = (Silo(PerMinute(660)), await PracticesAsync());
        Assert.True(await TakesAsync(silo, practices[0]));
        Assert.True(await TakesAsync(silo, practices[1]));
        _clock.Now += TimeSpan.FromDays(2);

        Assert.True(await TakesAsync(silo, practices[1]));

        await using var command = postgres.Owner.CreateCommand("select practice_id from budget_share where key = $1");
        command.Parameters.Add(Database.Value($"rate/default/{_sender.Sender}"));
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(practices[1], reader.GetInt32(0));
        Assert.False(await reader.ReadAsync());
    }

    [Fact]
    public async Task A_brand_and_its_sender_must_both_have_room()
    {
        var (options, practices) = (PerMinute(660), await PracticesAsync());
        options.Campaigns[$"brand-{_sender.Sender}"] = Campaign(perMinute: null, perDay: 10, _sender.Sender, "MG2");

        Assert.Equal(9, await ExhaustAsync(Silo(options), practices[0]));
    }

    [Fact]
    public async Task A_sender_that_no_budget_covers_is_asked_nothing()
    {
        var silo = Silo(PerMinute(2));
        var other = _sender with { Channel = Channel.Voice };

        for (var call = 0; call < 100; call++)
        {
            Assert.Null((await silo.TakeAsync(other, 0, Guid.CreateVersion7(), 1, default)).NoneUntil);
        }
    }

    [Fact]
    public async Task When_the_day_is_used_up_it_is_tomorrow_in_its_zone()
    {
        var (options, practices) = (new BudgetOptions(), await PracticesAsync());
        options.Campaigns["day"] = Campaign(perMinute: null, perDay: 10, []);
        var silo = Silo(options);
        _clock.Now = TestClock.MondayAtTen.AddHours(10);
        Assert.Equal(10, await ExhaustAsync(silo, practices[0]));

        var until = (await silo.TakeAsync(_sender, practices[0], Guid.CreateVersion7(), 1, default)).NoneUntil!.Value;

        var midnight = new Budget("", null, 10, NorthClinic.Chicago).EndOfDay(_clock.Now);
        Assert.InRange(until, midnight, midnight.AddHours(1));
        _clock.Now = until;
        Assert.True(await TakesAsync(silo, practices[0]));
    }

    private SendBudgets Silo(BudgetOptions options) =>
        new(new BudgetStore(postgres.Owner, _clock), Options.Create(options), _clock, NullLogger<SendBudgets>.Instance);

    private async Task<object?> DayUsedAsync()
    {
        await using var command = postgres.Owner.CreateCommand("select day_used from budget_pot where key = $1");
        command.Parameters.Add(Database.Value($"day/default/{_sender.Sender}"));
        return await command.ExecuteScalarAsync();
    }

    private async Task<NpgsqlConnection> HoldPotAsync(string campaign)
    {
        var connection = await postgres.Owner.OpenConnectionAsync();
        // Ends with its connection.
        await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select from budget_pot where key = $1 for update", connection);
        hold.Parameters.Add(Database.Value($"{campaign}/default/{_sender.Sender}"));
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private BudgetOptions PerMinute(int rate)
    {
        var options = new BudgetOptions();
        options.Campaigns["rate"] = Campaign(rate, perDay: null);
        return options;
    }

    private static CampaignOptions Campaign(int? perMinute, int? perDay, params string[] senders)
    {
        var campaign = new CampaignOptions
        {
            Channel = Channel.Text,
            PerMinute = perMinute,
            PerDay = perDay,
            Zone = "America/Chicago",
        };
        campaign.Senders.AddRange(senders);
        return campaign;
    }

    private async Task<bool> TakesAsync(SendBudgets silo, int practice) =>
        (await silo.TakeAsync(_sender, practice, Guid.CreateVersion7(), 1, default)).NoneUntil is null;

    private Task<int> ExhaustAsync(SendBudgets silo, int practice) => ExhaustAsync(silo, _sender, practice);

    private static async Task<int> ExhaustAsync(SendBudgets silo, SenderKey sender, int practice)
    {
        var taken = 0;
        while ((await silo.TakeAsync(sender, practice, Guid.CreateVersion7(), 1, default)).NoneUntil is null)
        {
            taken++;
        }

        return taken;
    }

    private async Task<int[]> PracticesAsync()
    {
        var practices = new[] { await StoredPractice.MakeAsync(postgres), await StoredPractice.MakeAsync(postgres) };
        return [.. practices.Select(practice => practice.Scope.Practice!.Value)];
    }
}
