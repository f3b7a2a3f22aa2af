namespace BalanceNotifications.Accounts;

/// <summary>Instalments a guarantor has agreed to: what is in them is not asked for (V65).</summary>
/// <param name="Amount">How much of the balance the plan covers; more than zero.</param>
[GenerateSerializer, Immutable, Alias("payment-plan")]
public sealed record PaymentPlan([property: Id(0)] Money Amount, [property: Id(1)] PaymentPlanMode Mode);

/// <summary>What happens where the plan covers the whole balance. The numbers are stored; they never change.</summary>
public enum PaymentPlanMode
{
    /// <summary>Nothing is sent.</summary>
    Hold = 1,

    /// <summary>The statement is sent and asks for nothing; reminders and notices are not.</summary>
    Send = 2,
}
