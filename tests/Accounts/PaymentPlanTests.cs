using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using BalanceNotifications.Sending;
using CsCheck;

namespace BalanceNotifications.Accounts;

[Trait("Rule", "V65")]
public sealed class PaymentPlanTests
{
    [Theory]
    [InlineData(120, 200, null, Reason.PaymentPlan)]
    [InlineData(200, 200, null, Reason.PaymentPlan)]
    [InlineData(201.50, 200, 1.50, null)]
    public void On_hold_nothing_is_sent_of_what_the_plan_covers_and_the_rest_is_asked_for(
        double balance, double plan, double? asked, string? reason) =>
        AssertDecided(Facts((decimal)balance, new(Money.From((decimal)plan), PaymentPlanMode.Hold)), asked, reason);

    [Theory]
    [InlineData(NotificationPurpose.Statement, 120, 0.0, null)]
    [InlineData(NotificationPurpose.Statement, 250, 50.0, null)]
    [InlineData(NotificationPurpose.Reminder, 120, null, Reason.PaymentPlan)]
    [InlineData(NotificationPurpose.FinalNotice, 120, null, Reason.PaymentPlan)]
    [InlineData(NotificationPurpose.FinalNotice, 250, 50.0, null)]
    public void In_mode_send_the_statement_always_goes_out_and_nothing_demands_nothing(
        NotificationPurpose purpose, double balance, double? asked, string? reason) =>
        AssertDecided(
            Facts((decimal)balance, new(Money.From(200), PaymentPlanMode.Send), purpose), asked, reason);

    [Fact]
    public void A_minimum_is_measured_by_what_the_plan_does_not_cover() => AssertDecided(
        Facts(203, new(Money.From(200), PaymentPlanMode.Hold)) is var facts
            ? facts with { Practice = facts.Practice with { MinimumBalance = Money.From(5) } } : facts,
        null, Reason.BelowMinimum);

    [Theory]
    [InlineData(PaymentPlanMode.Hold)]
    [InlineData(PaymentPlanMode.Send)]
    public void A_paid_statement_is_nothing_owed_whatever_the_plan(PaymentPlanMode mode) => AssertDecided(
        Facts(0, new(Money.From(200), mode)), null, Reason.NothingOwed);

    [Fact]
    public void The_message_never_asks_for_more_than_the_balance_less_the_plan() =>
        Gen.Select(Gen.Int[1, 50_000], Gen.Int[1, 50_000], Gen.Int[1, 50_000]).Sample((balance, plan, due) =>
        {
            var facts = Facts(balance / 100m, new(new(plan), PaymentPlanMode.Hold), due: due / 100m);
            var sent = SendRules.Decide(facts, Told.Start) is SendDecision.Send;
            return sent == balance > plan
                && (!sent || facts.AmountDue == new Money(Math.Min(due, balance - plan)));
        });

    private static void AssertDecided(SendFacts facts, double? asked, string? reason)
    {
        var decision = SendRules.Decide(facts, Told.Start);

        Assert.Equal(reason, (decision as SendDecision.WillNotSend)?.Reason);
        if (asked is { } amount)
        {
            Assert.IsType<SendDecision.Send>(decision);
            Assert.Equal(Money.From((decimal)amount), facts.AmountDue);
        }
    }

    private static SendFacts Facts(
        decimal balance, PaymentPlan plan, NotificationPurpose purpose = NotificationPurpose.Statement,
        decimal? due = null)
    {
        var account = (Told.Account with
        {
            Details = Told.Account.Details with { Email = "ada@home.example", PaymentPlan = plan },
            Switches = new() { Email = new(SwitchState.OptedIn) },
        }).Statement(
            due: due ?? balance, balance: balance,
            profile: NorthClinic.Profile(NorthClinic.Rule with { Purpose = purpose, Time = new(10, 0) }));
        return SendCases.Of(account).Facts;
    }
}
