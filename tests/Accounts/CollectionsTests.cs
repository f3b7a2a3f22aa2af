using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

public sealed class CollectionsTests
{
    private static readonly StatementProfile Profile = NorthClinic.Profile(NorthClinic.Rule) with { DunningLevels = 2 };

    private static readonly AccountState Limit =
        Told.Account.Statement("s-1", profile: Profile).Statement("s-2", day: 28, profile: Profile);

    private static readonly AccountState Over = Limit.Statement("s-3", day: 56, profile: Profile);

    [Fact]
    [Trait("Rule", "V41")]
    public void Past_the_limit_an_account_goes_on_the_worklist_instead_of_being_billed()
    {
        Assert.Null(Limit.PreCollections);
        Assert.Equal(new(Told.Start.AddDays(56), 2, "s-3", Clears: true), Over.PreCollections);
        Assert.DoesNotContain(Over.Notifications, notification => notification.StatementId == "s-3");
        Assert.True(Over.Outbox.Worklist);
    }

    [Fact]
    [Trait("Rule", "V41")]
    [Trait("Rule", "V45")]
    public void A_statement_that_was_not_run_raises_no_count_so_an_adequate_payment_brings_the_account_back()
    {
        var rule = Profile with { PaymentRule = new(10, null, DunningReset.MinusOne) };
        var over = Told.Account.Statement("s-1", profile: rule).Statement("s-2", day: 28, profile: rule)
            .Statement("s-3", day: 56, profile: rule);

        var next = over.Post(PostingType.Payment, 12, day: 60).Statement("s-4", day: 84, profile: rule);

        Assert.Equal((2, 2), (over.DunningCount, next.DunningCount));
        Assert.Contains(next.Notifications, notification => notification is { StatementId: "s-4", Level: 2 });
    }

    [Theory]
    [Trait("Rule", "V42")]
    [InlineData(true)]
    [InlineData(false)]
    public void The_profile_says_whether_the_next_batch_clears_it(bool clears) => Assert.Equal(
        clears,
        Limit.Statement("s-3", day: 56, profile: Profile with { ClearPreCollections = clears }).PreCollections!.Clears);

    [Theory]
    [InlineData(PostingType.Payment, 120, true)]
    [InlineData(PostingType.WriteOff, 120, true)]
    [InlineData(PostingType.Payment, 119, false)]
    public void A_payment_in_full_takes_it_off(PostingType type, double amount, bool off) =>
        Assert.Equal(off, Over.Post(type, (decimal)amount, day: 57).PreCollections is null);

    [Fact]
    public void Withdrawing_the_statement_that_listed_it_takes_it_off_and_withdrawing_another_does_not()
    {
        var other = AccountCommands.Withdraw(Over, "s-2", "biller", Told.Start.AddDays(57));
        var off = AccountCommands.Withdraw(other.Begin(acknowledged: true), "s-3", "biller", Told.Start.AddDays(57));

        Assert.NotNull(other.PreCollections);
        Assert.Null(off.PreCollections);
        Assert.True(off.Outbox.Worklist);
    }

    [Fact]
    public void A_credit_balance_is_not_listed() =>
        Assert.Null(Limit.Statement("s-3", day: 56, balance: 0, profile: Profile).PreCollections);

    [Fact]
    [Trait("Rule", "V46")]
    public void A_new_statement_bills_the_whole_balance_old_debts_past_their_limit_included()
    {
        var again = Over.Post(PostingType.Payment, 20, day: 57).Post(PostingType.Charge, 200, day: 58)
            .Statement("s-4", day: 84, due: 300, profile: Profile with { NoDunningLimit = true });

        Assert.Equal(Money.From(300), again.AmountDue("s-4"));
        Assert.Contains(again.Notifications, notification => notification is { StatementId: "s-4", Level: 2 });
    }

    [Fact]
    [Trait("Rule", "V49")]
    public void The_count_is_the_accounts_and_not_that_of_its_largest_debt()
    {
        var account = Told.Account.Statement("s-1", due: 500, profile: Profile)
            .Statement("s-2", day: 28, due: 500, profile: Profile);

        Assert.Equal(2, account.DunningCount);
        Assert.Contains(account.Notifications, notification => notification is { StatementId: "s-2", Level: 2 });
    }

    [Fact]
    public void In_collections_nothing_planned_goes_out_and_nothing_more_is_planned()
    {
        var sent = Limit with
        {
            Details = Limit.Details with { Email = "ada@home.example" },
            Switches = new() { Email = new(SwitchState.OptedIn) },
        };
        var moved = CollectionsChange.Move(sent, "biller", Told.Start.AddDays(29)).State;

        var next = moved.Statement("s-3", day: 56, profile: Profile with { NoDunningLimit = true });

        Assert.Equal(
            new SendDecision.WillNotSend(Reason.InCollections),
            SendRules.Decide(SendCases.Of(moved, "s-2").Facts, Told.Start.AddDays(28)));
        Assert.DoesNotContain(next.Notifications, notification => notification.StatementId == "s-3");
        Assert.Equal(2, next.DunningCount);
    }

    [Fact, Trait("Rule", "V104")]
    public void What_is_in_collections_cannot_be_paid_by_a_link()
    {
        var owing = Told.Account.Statement();
        var moved = owing with { InCollections = new(Told.Start, "biller") };

        Assert.Equal((Money.From(120), false), (owing.QuickPay(Told.Start).AmountDue, owing.QuickPay(Told.Start).Held));
        Assert.Equal((Money.Zero, true), (moved.QuickPay(Told.Start).AmountDue, moved.QuickPay(Told.Start).Held));
    }

    [Fact]
    public void A_recall_lets_statements_plan_again()
    {
        var moved = CollectionsChange.Move(Over, "biller", Told.Start.AddDays(57)).State;

        var recalled = CollectionsChange.Recall(moved, "biller", Told.Start.AddDays(58)).State;

        Assert.Equal((null, "biller"), (moved.PreCollections, moved.InCollections!.By));
        Assert.Null(recalled.InCollections);
        Assert.Equal(
            ["collections.moved", "collections.recalled"],
            recalled.Outbox.Audit.Select(entry => entry.Action).Where(action => action.StartsWith('c')));
    }

    [Theory]
    [InlineData(HoldReason.Dispute, null, CollectionsOutcome.OnHold)]
    [InlineData(HoldReason.Bankruptcy, null, CollectionsOutcome.OnHold)]
    [InlineData(HoldReason.Dispute, -1, CollectionsOutcome.Done)] // has ended
    [InlineData(HoldReason.Other, null, CollectionsOutcome.Done)]
    public void An_open_dispute_keeps_an_account_from_collections(
        HoldReason reason, int? endsInDays, CollectionsOutcome outcome)
    {
        var now = Told.Start.AddDays(57);
        DateTimeOffset? until = endsInDays is { } days ? now.AddDays(days) : null;

        var moved = CollectionsChange.Move(
            Over with { Holds = [new("h-1", reason, until, "", Told.Start, "biller")] }, "biller", now);

        Assert.Equal(outcome, moved.Outcome);
        Assert.Equal(outcome is CollectionsOutcome.Done, moved.State.InCollections is not null);
    }

    [Fact]
    public void What_is_not_owed_is_not_collected_and_moving_twice_changes_nothing()
    {
        var paid = Over.Post(PostingType.Payment, 120, day: 57);
        var moved = CollectionsChange.Move(Over, "biller", Told.Start.AddDays(57)).State;

        Assert.Equal(CollectionsOutcome.NothingOwed, CollectionsChange.Move(paid, "biller", Told.Start).Outcome);
        Assert.Equal(
            (CollectionsOutcome.Done, moved), CollectionsChange.Move(moved, "other", Told.Start.AddDays(60)));
    }

    [Theory]
    [Trait("Rule", "V38")]
    [InlineData(27, "cycleDays")]
    [InlineData(28, null)]
    public void A_statement_inside_the_cycle_is_planned_with_a_warning(int day, string? warning)
    {
        var account = Told.Account.Statement("s-1", profile: Profile with { CycleDays = 28 })
            .Statement("s-2", day: day, profile: Profile with { CycleDays = 28 });

        var answer = AccountCommands.FromJson<StatementAnswer>(account.Outbox.Ledger[^1].Answer);

        Assert.Equal((warning, 1), (answer.Warning, answer.Planned));
    }
}
