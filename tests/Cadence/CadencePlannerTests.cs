using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using CsCheck;

namespace BalanceNotifications.Cadence;

public sealed class CadencePlannerTests
{
    [Theory]
    [Trait("Rule", "V15")]
    [Trait("Rule", "V16")]
    [Trait("Rule", "V20")]
    [InlineData(SendWhen.On, Anchor.StatementDate, 0, "2026-11-23T15:00:00Z")]
    [InlineData(SendWhen.After, Anchor.StatementDate, 7, "2026-11-30T15:00:00Z")]
    [InlineData(SendWhen.Before, Anchor.DueDate, 3, "2026-12-11T15:00:00Z")]
    [InlineData(SendWhen.On, Anchor.DueDate, 0, "2026-12-14T15:00:00Z")]
    [InlineData(SendWhen.After, Anchor.DueDate, 120, "2027-04-13T14:00:00Z")] // daylight time
    public void A_rule_counts_days_from_its_anchor_on_the_guarantors_clock(
        SendWhen send, Anchor anchor, int days, string planned) =>
        Assert.Equal(
            DateTimeOffset.Parse(planned, null),
            PlanOne(NorthClinic.Rule with { Send = send, Anchor = anchor, Days = days }).PlannedAt);

    [Theory]
    [InlineData("2027-03-14", "2027-03-14T08:30:00Z")] // skipped: an hour later
    [InlineData("2026-11-01", "2026-11-01T08:30:00Z")] // 02:30 comes once, after the change
    public void A_time_that_a_clock_change_moves_has_one_answer(string date, string planned)
    {
        var rule = NorthClinic.Rule with { Time = new(2, 30) };
        var request = NorthClinic.Request(rule);
        var statement = request.Statement with { StatementDate = DateOnly.Parse(date, null) };

        var only = CadencePlanner.Plan(request with { Statement = statement }).Notifications.Single();

        Assert.Equal(DateTimeOffset.Parse(planned, null), only.PlannedAt);
    }

    [Fact]
    [Trait("Rule", "12 CFR 1006.38")]
    public void A_disputed_account_is_planned_no_final_notice()
    {
        var request = NorthClinic.Request(
            NorthClinic.Rule,
            NorthClinic.Rule with { Id = "final", Purpose = NotificationPurpose.FinalNotice });

        var disputed = CadencePlanner.Plan(request with { Recipient = request.Recipient with { Disputed = true } });

        Assert.Equal(2, CadencePlanner.Plan(request).Notifications.Length);
        Assert.Equal("first", Assert.Single(disputed.Notifications).Rule);
    }

    [Fact]
    public void A_repeated_time_takes_the_later_pass() => Assert.Equal(
        new DateTimeOffset(2026, 11, 1, 7, 30, 0, TimeSpan.Zero),
        LocalTime.Resolve(new(2026, 11, 1), new(1, 30), NorthClinic.Chicago));

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(3, false, 3)]
    [InlineData(4, false, null)]
    [InlineData(9, true, 3)]
    public void The_highest_level_reached_applies_and_the_last_may_repeat(int count, bool noLimit, int? level) =>
        Assert.Equal(level, CadencePlanner.LevelOf(NorthClinic.Profile() with { NoDunningLimit = noLimit }, count));

    [Fact]
    public void A_passed_limit_plans_nothing_and_says_so() => Assert.Equal(
        Reason.DunningLimit,
        CadencePlanner.Plan(NorthClinic.Request(NorthClinic.Rule) with { DunningCount = 4 }).Why);

    [Fact]
    public void Only_rules_of_the_level_or_of_any_level_apply()
    {
        var request = NorthClinic.Request(
            NorthClinic.Rule with { Id = "one", Level = 1 },
            NorthClinic.Rule with { Id = "two", Level = 2 },
            NorthClinic.Rule with { Id = "any" });

        var rules = CadencePlanner.Plan(request with { DunningCount = 2 }).Notifications.Select(n => n.Rule);

        Assert.Equal(["two", "any"], rules);
    }

    [Theory]
    [InlineData(Audience.Everyone, true)]
    [InlineData(Audience.Paperless, true)]
    [InlineData(Audience.NotPaperless, false)]
    [InlineData(Audience.CardOnFile, false)]
    [InlineData(Audience.NoCardOnFile, true)]
    public void A_rule_reaches_its_audience_only(Audience audience, bool planned) => Assert.Equal(
        planned ? null : Reason.NoRule,
        CadencePlanner.Plan(NorthClinic.Request(NorthClinic.Rule with { Audience = audience })).Why);

    [Fact]
    public void A_time_outside_contact_hours_is_due_at_the_next_opening() => Assert.Equal(
        new DateTimeOffset(2026, 11, 24, 14, 0, 0, TimeSpan.Zero),
        PlanOne(NorthClinic.Rule with { Time = new(22, 0) }).DueAt);

    [Fact]
    public void A_reminder_whose_opening_lies_after_its_anchor_goes_out_before_it()
    {
        // Sunday the 13th is closed and Monday the 14th, the due date, a holiday.
        var rule = NorthClinic.Rule with { Send = SendWhen.Before, Anchor = Anchor.DueDate, Days = 1 };
        var request = NorthClinic.Request(rule);
        var hours = request.Practice.ContactHours with
        {
            Days = [DayOfWeek.Monday, DayOfWeek.Friday],
            Holidays = [new(2026, 12, 14)],
        };

        var only = CadencePlanner.Plan(request with { Practice = request.Practice with { ContactHours = hours } })
            .Notifications.Single();

        Assert.Equal(new DateTimeOffset(2026, 12, 11, 14, 0, 0, TimeSpan.Zero), only.DueAt);
        Assert.Equal(new DateTimeOffset(2026, 12, 15, 6, 0, 0, TimeSpan.Zero), only.UselessFrom);
    }

    [Fact]
    public void The_same_plan_has_the_same_ids_and_a_moved_rule_another()
    {
        Assert.Equal(PlanOne(NorthClinic.Rule).Id, PlanOne(NorthClinic.Rule).Id);
        Assert.NotEqual(PlanOne(NorthClinic.Rule).Id, PlanOne(NorthClinic.Rule with { Time = new(10, 0) }).Id);
    }

    [Fact]
    public void An_id_begins_with_the_planned_instant()
    {
        var only = PlanOne(NorthClinic.Rule);

        var milliseconds = Convert.ToInt64(only.Id.ToString("N")[..12], 16);

        Assert.Equal(only.PlannedAt, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    [Fact]
    public void Nothing_is_ever_due_outside_contact_hours()
    {
        var hours = new ContactHours(NorthClinic.Settings.ContactHours, [NorthClinic.Chicago]);

        Gen.Select(Gen.Enum<SendWhen>(), Gen.Enum<Anchor>(), Gen.Int[0, 400], Gen.Int[0, 1439])
            .Sample((send, anchor, days, minute) => hours.Includes(PlanOne(NorthClinic.Rule with
            {
                Send = send,
                Anchor = anchor,
                Days = days,
                Time = new(minute / 60, minute % 60),
            }).DueAt));
    }

    private static PlannedNotification PlanOne(NotificationRule rule) =>
        CadencePlanner.Plan(NorthClinic.Request(rule)).Notifications.Single();
}
