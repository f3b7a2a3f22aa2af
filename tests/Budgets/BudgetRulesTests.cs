using BalanceNotifications.Fixtures;
using CsCheck;

namespace BalanceNotifications.Budgets;

/// <summary>How a budget is cut and shared; the database does the same under the lock of the pot.</summary>
public sealed class BudgetRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, 1, 60_000)]
    [InlineData(12, 4, 30_000)]
    [InlineData(15, 5, 30_000)]
    [InlineData(60, 5, 6_000)]
    [InlineData(75, 6, 6_000)]
    [InlineData(4_500, 409, 6_000)]
    public void A_minute_is_cut_into_slots_that_hold_in_any_minute(int perMinute, int tokens, int milliseconds)
    {
        var budget = Rate(perMinute);

        Assert.Equal((tokens, milliseconds), (budget.TokensOfSlot, (int)budget.SlotLength.TotalMilliseconds));
    }

    [Fact]
    public void Whatever_the_silos_do_or_die_with_no_minute_and_no_day_exceeds_its_limit() => Gen.Select(
        Gen.Int[2, 200], Gen.Int[1, 400],
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 4_000], Gen.Int[0, 30]).Array[1, 400])
        .Sample((perMinute, perDay, events) =>
        {
            // Two minutes before midnight, so that a day ends on the way.
            var town = new BudgetTown(
                new Budget("b", perMinute, perDay, NorthClinic.Chicago), new DateTimeOffset(2026, 11, 24, 5, 58, 0, TimeSpan.Zero));
            foreach (var (silo, practice, cost, milliseconds, dies) in events)
            {
                town.Pass(TimeSpan.FromMilliseconds(milliseconds));
                town.Send(silo, practice, Math.Min(cost, town.Budget.TokensOfSlot));
                if (dies == 0)
                {
                    town.Kill(silo);
                }
            }

            return town.MostInAnyMinute <= perMinute && town.MostInADay <= perDay;
        });

    [Fact]
    public void Whoever_gets_the_lock_late_takes_nothing_of_what_others_use_already() => Gen.Select(
        Gen.Int[2, 200], Gen.Int[20, 400], Gen.Select(Gen.Int[0, 3], Gen.Int[1, 9], Gen.Int[0, 90_000]).Array[1, 300])
        .Sample((perMinute, perDay, events) =>
        {
            // About midnight; each with the time of a clock behind, or of before it waited, by up to a slot and a half.
            var budget = new Budget("b", perMinute, perDay, NorthClinic.Chicago);
            var (pot, now) = (BudgetPot.Empty, new DateTimeOffset(2026, 11, 24, 5, 58, 0, TimeSpan.Zero));
            var (slots, days) = (new Dictionary<long, int>(), new Dictionary<DateOnly, int>());
            foreach (var (seconds, cost, late) in events)
            {
                now += TimeSpan.FromSeconds(seconds);
                var asked = now.AddMilliseconds(-late);
                var grant = BudgetRules.Grant(budget, new(pot, BudgetShare.None, new(0, 0, 0)), cost, unused: 0, asked);
                pot = grant.Pot;
                var (slot, day) = (budget.SlotAt(asked), budget.DayAt(asked));
                slots[slot] = slots.GetValueOrDefault(slot) + grant.Tokens;
                days[day] = days.GetValueOrDefault(day) + grant.Tokens;
            }

            return slots.Values.Max() <= budget.TokensOfSlot && days.Values.Max() <= perDay;
        });

    [Fact]
    public void While_silos_differ_in_the_rate_one_waits_for_the_end_of_the_others_slot()
    {
        // Slots of six seconds and of thirty.
        var (short_, long_) = (Rate(60), Rate(12));
        var begun = Take(long_, BudgetPot.Empty, Start);

        Assert.Equal(0, Take(short_, begun.Pot, Start.AddSeconds(7)).Tokens);
        var next = Take(short_, begun.Pot, Start.AddSeconds(30));
        Assert.Equal(1, next.Tokens);
        Assert.Equal(0, Take(long_, next.Pot, Start.AddSeconds(31)).Tokens);

        static BudgetGrant Take(Budget budget, BudgetPot pot, DateTimeOffset now) =>
            BudgetRules.Grant(budget, new(pot, BudgetShare.None, new(0, 0, 0)), cost: 1, unused: 0, now);
    }

    [Fact]
    public void What_a_day_left_unused_does_not_come_back_to_the_next_one()
    {
        var budget = new Budget("b", null, 100, NorthClinic.Chicago);
        var tomorrow = new BudgetPot(budget.SlotAt(Start), 0, budget.DayAt(Start).AddDays(1), 50);

        var grant = BudgetRules.Grant(budget, new(tomorrow, BudgetShare.None, new(0, 0, 0)), 1, unused: 20, Start);

        Assert.Equal((tomorrow, 0), (grant.Pot, grant.Tokens));
    }

    [Fact]
    public void One_with_sixty_thousand_does_not_starve_one_with_ten()
    {
        var town = new BudgetTown(Rate(60), Start);
        var (sent, slots) = (0, 0);
        while (sent < 10)
        {
            // The large one is always first, from both silos, and takes what it can get.
            town.SendAll(practice: 1);
            sent += town.Send(silo: 0, practice: 2, cost: 1) ? 1 : 0;
            sent += sent < 10 && town.Send(silo: 1, practice: 2, cost: 1) ? 1 : 0;
            town.Pass(town.Budget.SlotLength);
            slots++;
        }

        // Five a slot: after the first, two or three are its own.
        Assert.InRange(slots, 5, 7);
    }

    [Fact]
    public void More_practices_than_a_slot_has_tokens_take_turns()
    {
        var town = new BudgetTown(Rate(60), Start);
        var served = new Dictionary<int, int>();
        for (var slot = 0; slot < 40; slot++)
        {
            for (var practice = 1; practice <= 20; practice++)
            {
                // In the same order each time: the last ones would never get anything.
                served[practice] = served.GetValueOrDefault(practice) + (town.Send(0, practice, 1) ? 1 : 0);
            }

            town.Pass(town.Budget.SlotLength);
        }

        // 200 tokens for 20 practices.
        Assert.All(served.Values, count => Assert.InRange(count, 8, 12));
    }

    [Fact]
    public void Of_a_day_a_part_is_kept_for_who_comes_late()
    {
        var town = new BudgetTown(new Budget("b", null, 1000, NorthClinic.Chicago), Start);
        for (var minute = 0; minute < 60; minute++)
        {
            town.SendAll(practice: 1);
            town.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(900, town.SentBy(1));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(town.Send(0, practice: 2, cost: 1)));

        // At six in the evening what nobody came for is for all.
        town.Pass(TimeSpan.FromHours(6));
        town.SendAll(practice: 1);
        Assert.InRange(town.SentBy(1), 980, 990);
    }

    [Fact]
    public void A_practice_alone_gets_all_there_is()
    {
        var town = new BudgetTown(Rate(660), Start);
        for (var slot = 0; slot < 10; slot++)
        {
            town.SendAll(practice: 1);
            town.Pass(town.Budget.SlotLength);
        }

        Assert.Equal(600, town.SentBy(1));
    }

    [Fact]
    public void A_trickle_does_not_use_up_the_day_by_what_it_leaves_unused()
    {
        // Chunks of twenty, of which one is used: without what comes back, the day would be over after 900 slots.
        var town = new BudgetTown(new Budget("b", 6_000, 20_000, NorthClinic.Chicago), Start);
        for (var slot = 0; slot < 4_000; slot++)
        {
            Assert.True(town.Send(0, practice: 1, cost: 1));
            town.Pass(town.Budget.SlotLength);
        }
    }

    [Fact]
    public void A_message_larger_than_a_slot_takes_a_whole_one()
    {
        var grant = BudgetRules.Grant(Rate(12), new(BudgetPot.Empty, BudgetShare.None, new(0, 0, 0)), cost: 9, unused: 0, Start);

        Assert.Equal(4, grant.Tokens);
    }

    [Fact]
    public void What_found_nothing_asks_again_at_the_pace_of_its_practice()
    {
        var budget = Rate(60);
        var (queue, opens) = (new PurseQueue(), budget.EndOfSlot(Start));
        var asks = Enumerable.Range(0, 100)
            .Select(place => queue.Join(budget, new Guid(place, 0, 0, new byte[8]), cost: 1, sharePerSlot: 5, opens, Start))
            .ToList();

        // Five a slot of six seconds: a hundred in two minutes, and never all at once.
        Assert.All(asks, ask => Assert.InRange(ask, opens, opens.AddSeconds(126)));
        Assert.InRange(asks.GroupBy(ask => (int)((ask - opens).TotalSeconds / 6)).Max(slot => slot.Count()), 4, 10);
    }

    [Fact]
    public void Those_that_were_refused_again_and_again_put_nobody_off_once_they_are_gone()
    {
        var (budget, now) = (Rate(60), Start);
        var queue = new PurseQueue();
        for (var round = 0; round < 3; round++)
        {
            // An hour and forty minutes of them, so that all ask within the hour, and most in vain.
            var joined = now;
            now = Enumerable.Range(0, 5_000).Max(place => queue.Join(
                budget, new Guid(place, 0, 0, new byte[8]), cost: 1, sharePerSlot: 5, budget.EndOfSlot(joined), joined));
        }

        var opens = budget.EndOfSlot(now);
        var next = queue.Join(budget, new Guid(7, 0, 0, new byte[8]), cost: 1, sharePerSlot: 5, opens, now);

        Assert.InRange(next, opens, opens + budget.SlotLength);
    }

    [Fact]
    public void Nothing_waits_more_than_an_hour_before_it_asks_again() => Gen.Guid.Sample(id =>
    {
        var again = BudgetRules.AskAgainAt(Rate(60), Start.AddDays(2), Start.AddSeconds(6), id, Start);
        return again > Start.AddMinutes(29) && again <= Start.AddSeconds(3606);
    });

    private static Budget Rate(int perMinute) => new("b", perMinute, null, NorthClinic.Chicago);
}
