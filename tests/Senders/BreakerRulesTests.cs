using CsCheck;

namespace BalanceNotifications.Senders;

/// <summary>When a sender is stopped, who may probe, and what lets it go on.</summary>
public sealed class BreakerRulesTests
{
    private static readonly BreakerLimits Limits = new(
        Failures: 5, Percent: 50, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly Guid Probe = new("01990000-0000-7000-8000-00000000000a");

    [Theory]
    [InlineData(4, 0, 0, false)] // too few
    [InlineData(5, 0, 0, true)]
    [InlineData(5, 1, 0, true)] // 5 of 9
    [InlineData(5, 2, 0, false)] // 5 of 13: one in three
    [InlineData(5, 0, 70, true)] // four waits of 70 s: the first is still in the window of 5 minutes
    [InlineData(5, 0, 75, false)] // the fifth begins a new window
    public void It_opens_after_enough_failures_that_are_most_of_what_was_tried(
        int failures, int successesBetween, int secondsBetween, bool open)
    {
        var breaker = SenderBreaker.Closed;
        for (var failure = 0; failure < failures; failure++)
        {
            breaker = Fail(breaker, Now.AddSeconds(failure * secondsBetween), successes: successesBetween);
        }

        Assert.Equal(open, breaker.IsOpen);
    }

    [Fact]
    public void A_million_successes_before_the_first_failure_do_not_keep_it_closed() =>
        Assert.True(Enumerable.Range(0, 5)
            .Aggregate(SenderBreaker.Closed, (breaker, n) => Fail(breaker, Now, successes: n == 0 ? 1_000_000 : 0)).IsOpen);

    [Fact]
    public void The_cool_off_doubles_with_each_probe_that_fails_up_to_its_longest()
    {
        var breaker = Opened();
        var coolOffs = new List<double>();
        var now = Now;
        for (var trip = 0; trip < 7; trip++)
        {
            coolOffs.Add((breaker.ProbeAt!.Value - now).TotalMinutes);
            now = breaker.ProbeAt.Value;
            breaker = Fail(BreakerRules.TakeProbe(breaker, Probe, now), now, Probe);
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], coolOffs);
        Assert.Equal(Now, breaker.OpenedAt);
    }

    [Fact]
    public void One_of_many_takes_the_probe_and_the_others_wait_on()
    {
        var at = Opened().ProbeAt!.Value;
        var taken = BreakerRules.TakeProbe(Opened(), Probe, at);

        Assert.Equal(Probe, taken.Probe);
        Assert.Same(taken, BreakerRules.TakeProbe(taken, Guid.CreateVersion7(), at));
        Assert.Equal(at.AddMinutes(1), BreakerRules.ClosedUntil(taken, Guid.CreateVersion7(), at));
    }

    [Fact]
    public void Nobody_probes_before_the_cool_off_is_over() => Assert.Same(
        Opened(), BreakerRules.TakeProbe(Opened(), Probe, Opened().ProbeAt!.Value.AddTicks(-1)));

    [Fact]
    public void A_probe_that_died_with_its_silo_leaves_the_place_to_another()
    {
        var at = Opened().ProbeAt!.Value;
        var lost = BreakerRules.TakeProbe(Opened(), Guid.CreateVersion7(), at);

        var next = BreakerRules.TakeProbe(lost, Probe, at + BreakerRules.ProbeLasts);

        Assert.Equal(Probe, next.Probe);
    }

    [Fact]
    public void A_probe_given_back_may_be_taken_at_once()
    {
        var at = Opened().ProbeAt!.Value;
        var given = BreakerRules.GiveProbeBack(BreakerRules.TakeProbe(Opened(), Probe, at), Probe);

        Assert.Null(BreakerRules.ClosedUntil(given, Guid.CreateVersion7(), at));
    }

    [Fact]
    public void A_probe_that_goes_well_closes_it()
    {
        var at = Opened().ProbeAt!.Value;

        var closed = BreakerRules.AfterProbe(BreakerRules.TakeProbe(Opened(), Probe, at), Probe, works: true, Limits, at);

        Assert.Null(BreakerRules.ClosedUntil(closed, Guid.CreateVersion7(), at));
        Assert.Equal((false, 0, null), (closed.IsOpen, closed.Failures, closed.Reason));
    }

    [Fact]
    public void A_probe_without_an_answer_leaves_it_open_for_as_long_again()
    {
        var at = Opened().ProbeAt!.Value;

        var open = BreakerRules.AfterProbe(BreakerRules.TakeProbe(Opened(), Probe, at), Probe, works: false, Limits, at);

        Assert.Equal((at.AddMinutes(1), 1), (open.ProbeAt, open.Trips));
    }

    [Fact]
    public void A_provider_that_takes_the_probe_and_refuses_later_cools_off_longer()
    {
        var at = Opened().ProbeAt!.Value;
        var closed = BreakerRules.AfterProbe(BreakerRules.TakeProbe(Opened(), Probe, at), Probe, works: true, Limits, at);

        var soon = Opened(closed, at.AddMinutes(1));
        var later = Opened(closed, at.AddHours(2));

        Assert.Equal((2, 1), (soon.Trips, later.Trips));
    }

    [Fact]
    public void Closed_by_hand_it_begins_with_the_shortest_cool_off_again()
    {
        var closed = BreakerRules.CloseByHand(Opened() with { Trips = 6 }, Now.AddMinutes(1));

        Assert.False(closed.IsOpen);
        Assert.Equal(Now.AddMinutes(3), Opened(closed, Now.AddMinutes(2)).ProbeAt);
        Assert.Same(closed, BreakerRules.CloseByHand(closed, Now));
    }

    [Fact]
    public void What_was_in_flight_when_it_opened_changes_nothing() =>
        Assert.Same(Opened(), Fail(Opened(), Now.AddSeconds(3)));

    [Fact]
    public void In_any_order_of_any_events_at_most_one_probe_is_out_at_a_time() => Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 90]).Array[1, 200].Sample(events =>
        {
            var (breaker, now) = (Opened(), Now);
            Guid? out_ = null;
            var takenAt = DateTimeOffset.MinValue;
            foreach (var (what, who, seconds) in events)
            {
                now += TimeSpan.FromSeconds(seconds);
                var id = new Guid(who, 0, 0, new byte[8]);
                var before = breaker;
                breaker = what switch
                {
                    0 or 1 => BreakerRules.TakeProbe(breaker, id, now),
                    2 => Fail(breaker, now, id),
                    3 => BreakerRules.AfterProbe(breaker, id, works: false, Limits, now),
                    _ => BreakerRules.GiveProbeBack(breaker, id),
                };
                if (breaker.Probe is { } probe && (before.Probe != probe || before.ProbeUntil != breaker.ProbeUntil))
                {
                    if (out_ is not null && now - takenAt < BreakerRules.ProbeLasts)
                    {
                        return false;
                    }

                    (out_, takenAt) = (probe, now);
                }
                else if (breaker.Probe is null)
                {
                    out_ = null;
                }
            }

            return true;
        });

    [Fact]
    public void What_waits_is_spread_over_the_minute_after_the_cool_off() => Gen.Guid.Sample(id =>
    {
        var until = BreakerRules.ClosedUntil(Opened(), id, Now)!.Value;
        return until >= Opened().ProbeAt && until < Opened().ProbeAt!.Value.AddMinutes(1);
    });

    // One instance, so that "the same back" can be seen.
    private static readonly SenderBreaker Once = Opened(SenderBreaker.Closed, Now);

    private static SenderBreaker Opened() => Once;

    private static SenderBreaker Opened(SenderBreaker breaker, DateTimeOffset now) =>
        Enumerable.Range(0, Limits.Failures).Aggregate(breaker, (failing, _) => Fail(failing, now));

    private static SenderBreaker Fail(
        SenderBreaker breaker, DateTimeOffset now, Guid? notification = null, int successes = 0) =>
        BreakerRules.AfterFault(breaker, notification ?? Guid.CreateVersion7(), "smtp 550 5.7.1", _ => successes, Limits, now);
}
