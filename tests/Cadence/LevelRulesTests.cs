using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using CsCheck;

namespace BalanceNotifications.Cadence;

public sealed class LevelRulesTests
{
    private static readonly NotificationRule First = NorthClinic.Rule with { Id = "first", Level = 1 };
    private static readonly NotificationRule Second = NorthClinic.Rule with { Id = "second", Level = 2 };
    private static readonly NotificationRule Final = NorthClinic.Rule with
    {
        Id = "final",
        Level = 3,
        Purpose = NotificationPurpose.FinalNotice,
        MinimumBalance = Money.From(10),
    };

    [Theory]
    [Trait("Rule", "V19")]
    [InlineData(1, "first")]
    [InlineData(2, "second")]
    [InlineData(3, "final")]
    public void The_rules_of_the_highest_level_reached_apply_and_no_lower_ones(int count, string rule) =>
        Assert.Equal([rule], RulesOf(count, 120, First, Second, Final));

    [Theory]
    [InlineData(9.99, "second", 2)]
    [InlineData(10.00, "final", 3)]
    public void A_balance_under_a_rules_minimum_gets_what_the_next_lower_level_says(
        double balance, string rule, int level)
    {
        var only = Assert.Single(Plan(3, (decimal)balance, First, Second, Final).Notifications);

        Assert.Equal((rule, level), (only.Rule, only.Level));
    }

    [Fact]
    public void A_lower_level_is_checked_again() => Assert.Equal(
        ["first"], RulesOf(3, 3, First, Second with { MinimumBalance = Money.From(5) }, Final));

    [Fact]
    public void Where_no_level_will_do_the_moment_of_sending_decides() => Assert.Equal(
        ["final"], RulesOf(3, 3, First with { MinimumBalance = Money.From(5) }, Final));

    [Fact]
    public void Each_channel_falls_back_for_itself()
    {
        var text = Final with { Id = "text", Channel = Channel.Text, MinimumBalance = null };

        Assert.Equal(["text", "second"], RulesOf(3, 3, text, Second, Final).OrderByDescending(id => id));
    }

    [Fact]
    public void A_channel_that_says_nothing_at_a_level_says_nothing() => Assert.Equal(
        ["final"], RulesOf(3, 120, First with { Channel = Channel.Text }, Final));

    [Fact]
    public void A_rule_of_every_level_stands_by_its_own_minimum() => Assert.Equal(
        ["any", "second"],
        RulesOf(3, 3, Second, Final, First with { Id = "any", Level = null, MinimumBalance = Money.From(50) })
            .Order());

    [Fact]
    public void No_notice_is_planned_for_a_balance_under_its_minimum_where_a_lower_level_has_one_without() =>
        Gen.Select(Gen.Int[0, 30].Array[3, 8], Gen.Int[1, 3], Gen.Int[0, 30])
            .Sample((minima, count, balance) =>
            {
                NotificationRule[] rules =
                [
                    First,
                    .. minima.Select((minimum, i) => NorthClinic.Rule with
                    {
                        Id = $"r-{i}",
                        Level = 1 + (i % 3),
                        MinimumBalance = Money.From(minimum),
                    }),
                ];
                var planned = Plan(count, balance, rules).Notifications;
                return planned.Length > 0 && planned.All(n => n.MinimumBalance <= Money.From(balance) && n.Level <= count)
                    && planned.Select(n => n.Level).Distinct().Count() == 1;
            });

    [Theory]
    [Trait("Rule", "V40")]
    [InlineData(4)]
    [InlineData(40)]
    public void Without_a_limit_the_last_message_repeats(int count)
    {
        var request = Request(120, First, Second, Final) with { DunningCount = count };

        var plan = CadencePlanner.Plan(request with { Profile = request.Profile with { NoDunningLimit = true } });

        Assert.Equal("final", Assert.Single(plan.Notifications).Rule);
    }

    [Fact]
    [Trait("Rule", "V39")]
    public void A_balance_is_billed_as_often_as_there_are_levels_and_no_more()
    {
        Assert.Single(Plan(3, 120, First, Second, Final).Notifications);
        Assert.Equal(Reason.DunningLimit, Plan(4, 120, First, Second, Final).Why);
    }

    [Theory]
    [Trait("Rule", "V16")]
    [Trait("Rule", "V17")]
    [InlineData(Anchor.StatementDate, "2026-11-23")]
    [InlineData(Anchor.DueDate, "2026-12-14")]
    public void A_rule_counts_from_the_statement_date_or_the_due_date(Anchor anchor, string date)
    {
        var only = Assert.Single(Plan(1, 120, First with { Anchor = anchor }).Notifications);

        Assert.Equal(DateOnly.Parse(date, null), LocalTime.DateOf(only.PlannedAt, NorthClinic.Chicago));
    }

    private static CadencePlan Plan(int count, decimal balance, params NotificationRule[] rules) =>
        CadencePlanner.Plan(Request(balance, rules) with { DunningCount = count });

    private static IEnumerable<string> RulesOf(int count, decimal balance, params NotificationRule[] rules) =>
        Plan(count, balance, rules).Notifications.Select(notification => notification.Rule);

    private static CadenceRequest Request(decimal balance, params NotificationRule[] rules) =>
        NorthClinic.Request(rules) with { Balance = Money.From(balance) };
}
