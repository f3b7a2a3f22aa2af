using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Senders;

namespace BalanceNotifications.Sending;

public sealed class SendRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    private static readonly SenderBreaker OpenBreaker = new() { OpenedAt = Now, ProbeAt = Now.AddMinutes(8) };

    private static readonly SendFacts Fine = new(
        NorthClinic.Planned() with { Channel = Channel.Text, DueAt = Now }, Money.From(120), Money.From(120), false, false, [],
        SwitchState.OptedIn, Consented: true, Suppressed: false, "+13125550123", TemplateActive: true,
        NorthClinic.Settings, Hours(NorthClinic.Settings.ContactHours), InstallationPaused: false);

    // In the order of design.md 4.6: each breaks one thing.
    private static readonly (string Reason, Func<SendFacts, SendFacts> Break)[] Breaks =
    [
        (Reason.Cancelled, f => f with { Withdrawn = true }),
        ("cancelled: batch", f => f with { BatchCancelled = true }),
        ("hold: dispute", f => f with { Holds = [new("h-1", HoldReason.Dispute, null, "", Now, "biller")] }),
        (Reason.NothingOwed, f => f with { Balance = Money.Zero }),
        (Reason.PaymentMade, f => f with { PaymentMade = true }),
        (Reason.PaymentPlan, f => f with { CoveredByPlan = PaymentPlanMode.Hold }),
        (Reason.BelowMinimum, f => f with { Practice = f.Practice with { MinimumBalance = Money.From(500) } }),
        (Reason.InCollections, f => f with { InCollections = true }),
        (Reason.NoCard, f => f with { CardMissing = true }),
        (Reason.OptedOut, f => f with { Switch = SwitchState.OptedOut }),
        (Reason.ErroredOut, f => f with { Switch = SwitchState.ErroredOut }),
        (Reason.OptedOut, f => f with { Suppressed = true }),
        (Reason.NoConsent, f => f with { Consented = false }),
        (Reason.NoAddress, f => f with { Address = null }),
        (Reason.InvalidAddress, f => f with { Address = "555" }),
        (Reason.Superseded, f => f with { Superseded = true }),
        (Reason.FrequencyCap, f => f with
        {
            Practice = f.Practice with { FrequencyCap = new(2, 7) },
            Contacts = [Contact(Channel.Email, 1), Contact(Channel.Voice, 6)],
        }),
        (Reason.Expired, f => f with { Notification = f.Notification with { DueAt = Now.AddDays(-9) } }),
        (Reason.TemplateInactive, f => f with { TemplateActive = false }),
        (Reason.SenderInactive, f => f with { Practice = f.Practice with { Senders = new(null, null, null) } }),
        (Reason.PracticeInactive, f => f with { Practice = f.Practice with { Active = false } }),
        (Reason.ChannelOff, f => f with { Practice = f.Practice with { Channels = new(true, false, true) } }),
        (Reason.Paused, f => f with { InstallationPaused = true }),
        (Reason.Paused, f => f with { Practice = f.Practice with { Paused = true } }),
        (Reason.Paused, f => f with { Paused = true }),
        (Reason.BreakerOpen, f => f with { Breaker = OpenBreaker }),
        (Reason.OutsideHours, f => f with
        {
            Hours = Hours(f.Practice.ContactHours with { Holidays = [new(2026, 11, 23)] }),
        }),
        (Reason.NoBudget, f => f with { NoBudgetUntil = Now.AddMinutes(3) }),
    ];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, Breaks.Length)];

    [Theory]
    [MemberData(nameof(Places))]
    public void The_first_reason_that_holds_is_the_one_a_biller_reads(int place)
    {
        var broken = Breaks.Skip(place).Reverse().Aggregate(Fine, (facts, next) => next.Break(facts));

        Assert.Equal(Breaks[place].Reason, ReasonOf(SendRules.Decide(broken, Now)));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Of_two_neighbours_in_the_order_the_earlier_wins(int place)
    {
        var later = place + 1 < Breaks.Length ? Breaks[place + 1].Break(Fine) : Fine;

        Assert.Equal(Breaks[place].Reason, ReasonOf(SendRules.Decide(Breaks[place].Break(later), Now)));
    }

    [Theory]
    [Trait("Rule", "V64")]
    [MemberData(nameof(Places))]
    public void Each_reason_alone_stops_a_send(int place) =>
        Assert.Equal(Breaks[place].Reason, ReasonOf(SendRules.Decide(Breaks[place].Break(Fine), Now)));

    [Fact]
    public void What_nothing_speaks_against_is_sent() =>
        Assert.IsType<SendDecision.Send>(SendRules.Decide(Fine, Now));

    [Theory]
    [InlineData(0, false)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Behind_a_breaker_all_wait_until_the_cool_off_is_over(int minutes, bool maySend) => Assert.Equal(
        maySend,
        SendRules.Decide(Fine with { Breaker = OpenBreaker }, Now.AddMinutes(minutes)) is SendDecision.Send);

    [Fact]
    public void Closed_hours_defer_to_the_next_opening()
    {
        var night = new DateTimeOffset(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

        var deferred = Assert.IsType<SendDecision.Defer>(SendRules.Decide(Fine, night));

        Assert.Equal(new DateTimeOffset(2026, 11, 24, 14, 0, 0, TimeSpan.Zero), deferred.Until);
    }

    [Theory]
    [InlineData("2026-11-25T15:59:00Z", false)] // 24 allowed hours are two days of twelve
    [InlineData("2026-11-25T16:01:00Z", true)]
    public void Only_allowed_time_counts_towards_expiry(string now, bool expired) => Assert.Equal(
        expired, SendRules.Decide(Fine, DateTimeOffset.Parse(now, null)) is SendDecision.WillNotSend);

    [Theory]
    [InlineData(HoldReason.Dispute, "hold: dispute", "Will Not Send - Hold (Dispute)")]
    [InlineData(HoldReason.Bankruptcy, "hold: bankruptcy", "Will Not Send - Hold (Bankruptcy)")]
    [InlineData(HoldReason.Deceased, "hold: deceased", "Will Not Send - Hold (Deceased)")]
    [InlineData(HoldReason.Other, "hold: other", "Will Not Send - Hold (Other)")]
    public void A_hold_says_which_one_it_is(HoldReason why, string reason, string label)
    {
        var decision = SendRules.Decide(Fine with { Holds = [new("h-1", why, null, "", Now, "biller")] }, Now);

        Assert.Equal(reason, ReasonOf(decision));
        Assert.Equal(label, StatusLabel.Of(NotificationStatus.WillNotSend, reason));
    }

    [Fact]
    [Trait("Rule", "V32")]
    public void A_sender_out_of_use_sends_nothing()
    {
        var senders = NorthClinic.Senders with { Text = NorthClinic.Senders.Text! with { Active = false } };

        Assert.Equal(
            Reason.SenderInactive,
            ReasonOf(SendRules.Decide(Fine with { Practice = Fine.Practice with { Senders = senders } }, Now)));
    }

    [Fact]
    public void A_hold_that_has_ended_stops_nothing() => Assert.IsType<SendDecision.Send>(SendRules.Decide(
        Fine with { Holds = [new("h-1", HoldReason.Dispute, Now, "", Now.AddDays(-1), "biller")] }, Now));

    [Theory]
    [InlineData(6, 7, false)]
    [InlineData(7, 7, true)]
    [InlineData(8, 7, true)]
    public void The_cap_counts_contacts_of_its_rolling_days(int contacts, int days, bool stopped)
    {
        var capped = Fine with
        {
            Practice = Fine.Practice with { FrequencyCap = new(7, days) },
            Contacts =
            [
                .. Enumerable.Range(0, contacts).Select(_ => Contact(Channel.Email, days - 1)),
                Contact(Channel.Email, days),
            ],
        };

        Assert.Equal(stopped ? Reason.FrequencyCap : null, ReasonOf(SendRules.Decide(capped, Now)));
    }

    [Theory]
    [InlineData(true, 7, "frequencyCap: calls")]
    [InlineData(true, 6, null)]
    [InlineData(false, 7, null)]
    public void A_collector_places_no_eighth_call_in_seven_days(bool collector, int calls, string? reason)
    {
        var facts = Fine with
        {
            Notification = Fine.Notification with { Channel = Channel.Voice },
            Practice = Fine.Practice with { CollectorMode = collector },
            Calls = [.. Enumerable.Range(0, calls).Select(_ => Contact(Channel.Voice, 6)), Contact(Channel.Voice, 7)],
        };

        Assert.Equal(reason, ReasonOf(SendRules.Decide(facts, Now)));
    }

    [Theory, Trait("Rule", "12 CFR 1006.14(b)(2)(i)(B)")]
    [InlineData(true, 1, "frequencyCap: conversation")]
    [InlineData(true, 0, null)]
    [InlineData(false, 1, null)]
    public void A_collector_lets_seven_days_pass_after_a_conversation(bool collector, int minutesLeft, string? reason)
    {
        var facts = Fine with
        {
            Notification = Fine.Notification with { Channel = Channel.Voice, OnDemand = new(null, false) },
            Practice = Fine.Practice with { CollectorMode = collector },
            NoCallBefore = Now.AddMinutes(minutesLeft),
        };

        Assert.Equal(reason, ReasonOf(SendRules.Decide(facts, Now)));
        Assert.Null(ReasonOf(SendRules.Decide(
            facts with { Notification = facts.Notification with { Channel = Channel.Text } }, Now)));
    }

    [Fact]
    public void What_a_call_was_placed_for_may_be_gone_when_it_is_answered()
    {
        string[] silent =
        [
            Reason.Cancelled, Reason.Hold, Reason.NothingOwed, Reason.PaymentMade, Reason.PaymentPlan,
            Reason.BelowMinimum, Reason.InCollections, Reason.NoCard, Reason.OptedOut, Reason.ErroredOut,
            Reason.NoConsent, Reason.Superseded,
        ];

        Assert.All(Breaks, one => Assert.Equal(
            !silent.Contains(Reason.CodeOf(one.Reason)), SendRules.StillHolds(one.Break(Fine), Now)));
    }

    [Theory]
    [Trait("Rule", "V63")]
    [InlineData(20, 5, Reason.BelowMinimum)]
    [InlineData(5, 20, Reason.BelowMinimum)]
    [InlineData(10, 10, null)]
    public void The_highest_minimum_wins(int planned, int practice, string? reason) => Assert.Equal(reason, ReasonOf(
        SendRules.Decide(
            Fine with
            {
                Balance = Money.From(10),
                Notification = Fine.Notification with { MinimumBalance = Money.From(planned) },
                Practice = Fine.Practice with { MinimumBalance = Money.From(practice) },
            },
            Now)));

    [Fact]
    [Trait("Rule", "V91")]
    public void What_a_person_asks_for_skips_the_cadences_questions_and_no_others()
    {
        string[] skipped =
        [
            Reason.NothingOwed, Reason.PaymentMade, Reason.PaymentPlan, Reason.BelowMinimum, Reason.Superseded,
            Reason.FrequencyCap,
        ];
        var asked = Fine with { Notification = Fine.Notification with { OnDemand = new(null, false) } };

        Assert.All(Breaks, one => Assert.Equal(
            skipped.Contains(one.Reason) ? null : one.Reason, ReasonOf(SendRules.Decide(one.Break(asked), Now))));
    }

    [Theory]
    [InlineData(14, null)]
    [InlineData(15, Reason.OutsideHours)]
    [InlineData(300, Reason.OutsideHours)]
    public void An_override_lasts_as_long_as_the_guarantor_is_on_the_phone(int minutesLater, string? reason)
    {
        var night = new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);
        var asked = Fine with
        {
            Notification = Fine.Notification with
            {
                OnDemand = new(null, OverridesContactHours: true),
                PlannedAt = night,
                DueAt = night,
            },
        };

        Assert.Equal(reason, ReasonOf(SendRules.Decide(asked, night.AddMinutes(minutesLater))));
    }

    private static PastContact Contact(Channel channel, int daysAgo) =>
        new(Guid.CreateVersion7(), channel, Now.AddDays(-daysAgo));

    private static ContactHours Hours(Practices.ContactHoursSettings settings) => new(settings, [NorthClinic.Chicago]);

    private static string? ReasonOf(SendDecision decision) => decision switch
    {
        SendDecision.WillNotSend refused => refused.Reason,
        SendDecision.Defer deferred => deferred.Reason,
        _ => null,
    };
}
