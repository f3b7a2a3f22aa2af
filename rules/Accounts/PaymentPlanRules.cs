namespace BalanceNotifications.Accounts;

/// <summary>What a payment plan leaves to ask for (V65).</summary>
public static class PaymentPlanRules
{
    /// <summary>The part of a balance that the plan does not cover; all of it without a plan.</summary>
    public static Money Outside(PaymentPlan? plan, Money balance) =>
        plan is null ? balance : Money.Max(Money.Zero, balance - plan.Amount);

    /// <summary>How what is due is dealt with where the plan covers the whole balance; null where it does not.</summary>
    public static PaymentPlanMode? Covering(PaymentPlan? plan, Money balance, Money due) =>
        plan is not null && due > Money.Zero && balance <= plan.Amount ? plan.Mode : null;
}
