using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

public sealed class MergingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly AccountKey Key = AccountKey.Of(1, NorthClinic.Salt, "100300");

    [Theory]
    [InlineData(-1, 250)] // taken before the merge: it knows the target's half alone
    [InlineData(1, 150)] // taken after it: it has both
    public void A_snapshot_counts_by_when_it_was_taken(int hours, decimal balance)
    {
        var target = Absorb(Target with { Balance = new AccountBalance().Take(new(Money.From(80), Now.AddDays(-2)), Now) });

        var taken = target.Balance.Take(new(Money.From(150), Now.AddHours(hours)), Now);

        Assert.Equal((Money.From(180), Money.From(balance)), (target.Balance.Current, taken.Current));
    }

    [Fact]
    public void A_snapshot_dated_ahead_does_not_swallow_the_amount() => Assert.Equal(
        Money.From(180),
        Absorb(Target with { Balance = new AccountBalance().Take(new(Money.From(80), Now.AddHours(5)), Now) })
            .Balance.Current);

    [Fact]
    public void A_statement_whose_id_is_taken_comes_under_the_number_it_came_from()
    {
        var target = Absorb(Target with { Statements = [Statement("s-1") with { AmountDue = Money.From(1) }] });

        Assert.Equal(["s-1", "100234:s-1"], target.Statements.Select(statement => statement.Id));
        Assert.Equal("100234:s-1", Assert.Single(target.Notifications).StatementId);
        Assert.Equal(["100300", "100234"], target.Statements.Select(statement => statement.Origin));
    }

    [Fact]
    public void Holds_are_united_and_none_takes_the_place_of_another()
    {
        var target = Absorb(Target with { Holds = [Hold(HoldReason.Other)] });

        Assert.Equal(
            [("h-1", HoldReason.Other), ("100234:h-1", HoldReason.Dispute)],
            target.Holds.Select(hold => (hold.Id, hold.Reason)));
    }

    [Fact]
    public void The_same_merge_gives_the_same_notification_at_the_same_instant()
    {
        var planned = NorthClinic.Planned();

        var moved = Assert.Single(Absorb(Target).Notifications);

        Assert.Equal(moved.Id, Assert.Single(Absorb(Target).Notifications).Id);
        Assert.NotEqual(planned.Id, moved.Id);
        Assert.Equal((planned.PlannedAt, planned.DueAt), (moved.PlannedAt, moved.DueAt));
    }

    [Fact]
    public void The_dunning_history_that_went_further_counts_and_the_other_does_not()
    {
        var target = Absorb(Target with { DunningCount = 1, Statements = [Statement("s-0")] });

        Assert.Equal(3, target.DunningCount);
        Assert.Equal(3, AccountCommands.Withdraw(target, "s-0", "test", Now).DunningCount);
        Assert.Equal(2, AccountCommands.Withdraw(target, "s-1", "test", Now).DunningCount);
    }

    [Fact]
    public void What_cleared_one_debt_leaves_the_other()
    {
        var cleared = Target with { Balance = new AccountBalance().Take(new(Money.Zero, Now), Now) };

        var target = Absorb(cleared);
        var late = target with { Balance = target.Balance.Take(new(Money.Zero, Now.AddMinutes(-1)), Now) };

        Assert.All([target, late], account => Assert.Equal(
            Money.From(100), StatementStanding.AmountDue(account, account.Statements.Single())));
    }

    [Fact]
    public void A_payment_plan_moves_where_there_is_none_and_collections_hold_for_both()
    {
        var plan = new PaymentPlan(Money.From(20), default);
        var source = Source with { Details = new() { PaymentPlan = plan }, InCollections = new(Now, "desk") };

        var target = Absorb(Target, source);

        Assert.Equal((plan, Now), (target.Details.PaymentPlan, target.InCollections?.At));
    }

    [Fact]
    public void What_was_composed_under_the_old_number_is_composed_anew()
    {
        var tried = NorthClinic.Planned() with
        {
            Status = NotificationStatus.Deferred,
            To = "a***@home.example",
            Language = "es",
            Merge = new(new Dictionary<string, string>()),
            Renderer = 1,
            MessageHash = [1],
            Segments = 2,
            QuickPay = new([1], Now.AddDays(60)),
        };

        var moved = Assert.Single(Absorb(Target, Source with { Notifications = [tried] }).Notifications);

        Assert.Equal((null, null, null, null), (moved.QuickPay, moved.Merge, moved.MessageHash, moved.To));
        Assert.Equal((null, null, null), (moved.Language, moved.Renderer, moved.Segments));
    }

    [Fact]
    public void A_request_for_confidential_communication_moves_where_there_is_none()
    {
        var safe = new ContactPoints("safe@shelter.example");

        var target = Absorb(Target, Source with { Details = new() { Confidential = safe } });
        var other = Absorb(Target with { Details = new() { Confidential = safe } });

        Assert.Equal((safe, safe), (target.Details.Confidential, other.Details.Confidential));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_statement_that_was_seen_cleared_asks_for_nothing_after_a_merge(bool cleared)
    {
        var paid = Source with { Balance = new AccountBalance().Take(new(Money.Zero, Now.AddDays(-1)), Now) };
        var owing = Target with
        {
            Balance = new AccountBalance().Take(new(Money.From(80), Now), Now),
            Statements = [Statement("s-2")],
        };

        var target = cleared
            ? Absorb(owing, paid)
            : Absorb(paid with { Number = "100300", Notifications = [] }, owing with { Number = "100234" });

        Assert.Equal(Money.From(80), target.Balance.Current);
        Assert.Equal(Money.Zero, StatementStanding.AmountDue(target, target.Statements.Single(s => s.Id == "s-1")));
        Assert.Equal(Money.From(80), StatementStanding.AmountDue(target, target.Statements.Single(s => s.Id == "s-2")));
        Assert.Equal(paid.Recount().DunningCount, target.DunningCount);
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("bca", false)]
    [InlineData("cab", false)]
    [InlineData("ba", false)]
    public void Of_a_circle_of_merges_one_steps_back_whoever_looks_at_it(string circle, bool stepsBack) =>
        Assert.Equal(stepsBack, Merging.StepsBack([.. circle.Select(key => key.ToString())]));

    private static AccountState Target { get; } = new() { Number = "100300" };

    private static AccountState Source { get; } = new()
    {
        Number = "100234",
        DunningCount = 3,
        Balance = new AccountBalance().Take(new(Money.From(100), null), Now),
        Holds = [Hold(HoldReason.Dispute)],
        Statements = [Statement("s-1")],
        Notifications = [NorthClinic.Planned(), NorthClinic.Planned() with { Id = Guid.CreateVersion7(), Status = NotificationStatus.Sending }],
    };

    private static AccountState Absorb(AccountState target, AccountState? source = null) => Merging.Absorb(
        target,
        AccountCommands.FromJson<AccountEstate>(AccountCommands.ToJson(
            Merging.EstateOf(source ?? Source, AccountKey.Of(1, NorthClinic.Salt, "100234")))),
        new("key", "", "twice", "test"),
        (NorthClinic.Salt, Key),
        Now);

    private static Hold Hold(HoldReason reason) => new("h-1", reason, null, "", Now, "test");

    private static AccountStatement Statement(string id) => new(
        id, StatementKind.Statement, new(2026, 11, 23), new(2026, 12, 14), Money.From(100), Money.Zero, null, null);
}
