using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Accounts;

public sealed class PaymentRuleTests
{
    [Theory]
    [Trait("Rule", "V43")]
    [InlineData(10, 11.99, false)]
    [InlineData(10, 12.00, true)]
    [InlineData(33.33, 39.99, false)] // 39.996 is the share
    [InlineData(33.33, 40.00, true)]
    [InlineData(100, 119.99, false)]
    public void A_payment_of_the_percentage_of_what_was_billed_is_adequate(double percent, double paid, bool met) =>
        Assert.Equal(met, Billed(new((decimal)percent, null, DunningReset.Zero))
            .Post(PostingType.Payment, (decimal)paid, day: 1).IsRuleMet());

    [Theory]
    [Trait("Rule", "V43")]
    [InlineData(24.99, 120, false)]
    [InlineData(25, 120, true)]
    [InlineData(20, 20, true)] // all of a small statement
    public void A_payment_of_the_amount_is_adequate(double paid, double billed, bool met) =>
        Assert.Equal(met, Billed(new(null, Money.From(25), DunningReset.Zero), (decimal)billed)
            .Post(PostingType.Payment, (decimal)paid, day: 1).IsRuleMet());

    [Theory]
    [Trait("Rule", "V43")]
    [InlineData(PostingType.Payment, 30, true)]
    [InlineData(PostingType.Credit, 30, true)]
    [InlineData(PostingType.WriteOff, 30, true)]
    [InlineData(PostingType.Adjustment, -30, true)]
    [InlineData(PostingType.Adjustment, 30, false)]
    [InlineData(PostingType.Charge, 30, false)]
    [InlineData(PostingType.Refund, 30, false)]
    public void Everything_that_lowers_counts_for_the_rule(PostingType type, double amount, bool met) =>
        Assert.Equal(met, Billed(new(null, Money.From(25), DunningReset.Zero))
            .Post(type, (decimal)amount, day: 1).IsRuleMet());

    [Fact]
    public void A_practice_that_posts_nothing_pays_by_its_balances() => Assert.True(
        Billed(new(null, Money.From(25), DunningReset.Zero)).Balance(95, day: 1).IsRuleMet());

    [Fact]
    public void A_smaller_statement_that_states_a_balance_says_that_the_rest_was_paid() =>
        Assert.Equal(1, Billed(new(null, Money.From(25), DunningReset.Zero)).Statement("s-2", 28, due: 50).DunningCount);

    [Fact]
    public void A_smaller_statement_without_a_balance_is_no_payment() => Assert.Equal(
        2,
        Billed(new(null, Money.From(25), DunningReset.Zero))
            .Statement("s-2", 28, due: 50, inferred: true).DunningCount);

    [Fact]
    public void An_invoice_without_a_balance_is_no_payment_of_the_statement()
    {
        var account = Billed(new(10, null, DunningReset.Zero), 300)
            .Statement("i-1", 1, due: 20, inferred: true, kind: StatementKind.Invoice);

        Assert.False(account.IsRuleMet());
        Assert.Equal((Money.From(300), Money.From(20)), (account.AmountDue(), account.AmountDue("i-1")));
    }

    [Fact]
    public void A_statement_without_a_balance_says_that_at_least_so_much_is_owed() => Assert.Equal(
        Money.From(120), Told.Account.Balance(0, day: 0).Statement(day: 1, inferred: true).AmountDue());

    [Fact]
    public void A_blank_rule_is_met_by_nothing() =>
        Assert.False(Billed(null).Post(PostingType.Payment, 119, day: 1).IsRuleMet());

    [Fact]
    public void A_new_charge_does_not_hide_a_payment() => Assert.True(
        Billed(new(50, null, DunningReset.Zero)).Post(PostingType.Charge, 500, day: 1)
            .Post(PostingType.Payment, 60, day: 2).IsRuleMet());

    [Fact]
    public void A_reversal_takes_an_adequate_payment_back_and_what_has_ended_stays_ended()
    {
        var ended = Billed(new(50, null, DunningReset.MinusOne)).Post(PostingType.Payment, 60, day: 1)
            .EndUnsent(_ => true, NotificationStatus.WillNotSend, Reason.PaymentMade, "system", Told.Start);

        var reversed = ended.Reverse(PostingType.Payment, 60, day: 2, reversedDay: 1);

        Assert.Equal((true, 0), (ended.IsRuleMet(), ended.DunningCount));
        Assert.Equal((false, 1), (reversed.IsRuleMet(), reversed.DunningCount));
        Assert.All(reversed.Notifications, n => Assert.Equal(NotificationStatus.WillNotSend, n.Status));
    }

    [Fact]
    public void A_reversal_of_a_payment_that_the_statement_includes_asks_for_no_more() => Assert.Equal(
        Money.From(60),
        Billed(null).Reverse(PostingType.Payment, 80, day: 1, reversedDay: -3)
            .Post(PostingType.Payment, 60, day: 2).AmountDue());

    [Fact]
    public void No_more_is_asked_for_than_the_account_owes() =>
        Assert.Equal(Money.From(20), Billed(null).Balance(20, day: 1).AmountDue());

    [Theory]
    [Trait("Rule", "V44")]
    [InlineData(DunningReset.Zero, 0)]
    [InlineData(DunningReset.MinusOne, 2)]
    public void An_adequate_payment_resets_the_count(DunningReset reset, int count)
    {
        var third = Billed(new(10, null, reset))
            .Statement("s-2", day: 28, profile: Profile(new(10, null, reset)))
            .Statement("s-3", day: 56, profile: Profile(new(10, null, reset)));
        var paid = third.Post(PostingType.Payment, 12, day: 57);

        Assert.Equal((3, count), (third.DunningCount, paid.DunningCount));
        Assert.Equal(count, paid.Post(PostingType.Payment, 12, day: 58).DunningCount);
    }

    [Fact]
    [Trait("Rule", "V44")]
    public void A_payment_too_small_resets_nothing() => Assert.Equal(
        1, Billed(new(10, null, DunningReset.Zero)).Post(PostingType.Payment, 11, day: 1).DunningCount);

    [Theory]
    [Trait("Rule", "V44")]
    [InlineData(PostingType.Payment, 120)]
    [InlineData(PostingType.Credit, 120)]
    [InlineData(PostingType.WriteOff, 120)]
    [InlineData(PostingType.Adjustment, -120)]
    public void A_balance_cleared_by_whatever_event_resets_to_zero(PostingType type, double amount) => Assert.Equal(
        0, Twice(new(10, null, DunningReset.MinusOne)).Post(type, (decimal)amount, day: 29).DunningCount);

    [Fact]
    public void A_balance_that_says_nothing_is_owed_clears_for_good_until_what_cleared_it_is_reversed()
    {
        var cleared = Twice(null).Balance(0, day: 30).Balance(50, day: 33);

        Assert.Equal((0, Money.Zero), (cleared.DunningCount, cleared.AmountDue("s-2")));
        Assert.Equal(2, Twice(null).Post(PostingType.Payment, 120, day: 29).Balance(0, day: 30)
            .Reverse(PostingType.Payment, 120, day: 33, reversedDay: 29).DunningCount);
    }

    [Fact]
    [Trait("Rule", "V48")]
    public void Each_accepted_statement_raises_the_count_by_one() =>
        Assert.Equal((1, 2), (Billed(null).DunningCount, Twice(null).DunningCount));

    [Fact]
    public void A_payment_that_arrives_after_the_next_statement_leaves_the_count_it_would_have_had()
    {
        var rule = new PaymentRule(10, null, DunningReset.Zero);
        var inTime = Billed(rule).Post(PostingType.Payment, 20, day: 3)
            .Statement("s-2", day: 28, due: 100, profile: Profile(rule), asOf: Told.Start.AddDays(28));

        var late = Billed(rule)
            .Statement("s-2", day: 28, due: 100, profile: Profile(rule), asOf: Told.Start.AddDays(28))
            .Post(PostingType.Payment, 20, day: 3);

        Assert.Equal((1, Money.From(100)), (inTime.DunningCount, inTime.AmountDue("s-2")));
        Assert.Equal((1, Money.From(100)), (late.DunningCount, late.AmountDue("s-2")));
    }

    [Fact]
    [Trait("Rule", "V45")]
    public void More_statements_than_levels_can_go_out_when_some_is_paid()
    {
        var rule = new PaymentRule(10, null, DunningReset.MinusOne);
        var account = Told.Account;
        for (var month = 0; month < 6; month++)
        {
            account = account.Statement($"s-{month}", day: month * 28, profile: Profile(rule))
                .Post(PostingType.Payment, 12, day: (month * 28) + 1);
        }

        var levels = account.Statements.Select(statement => Dunning.RaisedBy(account, statement));

        Assert.Equal([1, 1, 1, 1, 1, 1], levels);
    }

    [Fact]
    [Trait("Rule", "V52")]
    public void A_statement_of_which_nothing_could_be_delivered_does_not_count()
    {
        var account = Billed(null);
        var notification = Assert.Single(account.Notifications);

        var failed = account.Replace(
            notification.Become(NotificationStatus.UndeliverablePermanent, "smtp 550"), "system", Told.Start);

        Assert.Equal((1, 0), (account.DunningCount, failed.DunningCount));
        Assert.Equal(1, failed.Statement("s-2", day: 28, profile: Profile(null)).DunningCount);
    }

    [Theory]
    [Trait("Rule", "V52")]
    [InlineData(NotificationStatus.Sent)]
    [InlineData(NotificationStatus.OutcomeUnknown)]
    public void One_that_may_have_arrived_lets_the_statement_count(NotificationStatus other)
    {
        var account = Told.Account.Statement(profile: NorthClinic.Profile(
            NorthClinic.Rule, NorthClinic.Rule with { Id = "second", Time = new(10, 0) }));
        var (first, second) = (account.Notifications[0], account.Notifications[1]);

        var ended = account
            .Replace(first.Become(NotificationStatus.UndeliverablePermanent, "smtp 550"), "system", Told.Start)
            .Replace(second.Become(other, null), "system", Told.Start);

        Assert.Equal(1, ended.DunningCount);
    }

    [Fact]
    [Trait("Rule", "V51")]
    public void What_was_sent_on_demand_counts_neither_way()
    {
        var account = Billed(null);
        var planned = Assert.Single(account.Notifications);
        var asked = planned with { Id = Guid.CreateVersion7(), OnDemand = new(null, false) };

        var ended = account.Add([asked], "biller", Told.Start)
            .Replace(asked.Become(NotificationStatus.Sent, null), "system", Told.Start)
            .Replace(planned.Become(NotificationStatus.UndeliverablePermanent, "smtp 550"), "system", Told.Start);

        Assert.Equal((1, 0), (account.DunningCount, ended.DunningCount));
    }

    [Fact]
    public void What_statements_long_forgotten_raised_is_kept()
    {
        var account = Enumerable.Range(0, 30).Aggregate(
            Told.Account, (state, month) => state.Statement($"s-{month}", day: month * 28));

        Assert.Equal((30, 12), (account.DunningCount, account.Statements.Length));
    }

    private static StatementProfile Profile(PaymentRule? rule) =>
        NorthClinic.Profile(NorthClinic.Rule) with { PaymentRule = rule, DunningLevels = 9 };

    private static AccountState Billed(PaymentRule? rule, decimal due = 120) =>
        Told.Account.Statement(due: due, profile: Profile(rule));

    private static AccountState Twice(PaymentRule? rule) =>
        Billed(rule).Statement("s-2", day: 28, profile: Profile(rule));
}
