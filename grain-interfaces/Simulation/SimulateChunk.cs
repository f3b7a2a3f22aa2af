using BalanceNotifications.Accounts;

namespace BalanceNotifications.Simulation;

/// <summary>Some of the accounts of a simulation. The same chunk always has the same answer.</summary>
/// <param name="Revision">Approved or not.</param>
/// <param name="From">The first day, in the practice's zone.</param>
/// <param name="Days">1 to 366.</param>
/// <param name="Payments">Null: nobody pays.</param>
/// <param name="Seed">Of the sample accounts, and of who pays.</param>
/// <param name="Accounts">Accounts of the practice, or of a file.</param>
/// <param name="Sample">Invented accounts; null for none.</param>
/// <param name="Items">How many notifications to name one by one.</param>
/// <param name="Practice">Whose profile and accounts they are.</param>
[GenerateSerializer, Immutable, Alias("simulate-chunk")]
public sealed record SimulateChunk(
    [property: Id(0)] Guid Profile,
    [property: Id(1)] int Revision,
    [property: Id(2)] DateOnly From,
    [property: Id(3)] int Days,
    [property: Id(4)] PaymentAssumption? Payments,
    [property: Id(5)] int Seed,
    [property: Id(6)] IReadOnlyList<SimulatedSubject> Accounts,
    [property: Id(7)] SampleRange? Sample,
    [property: Id(8)] int Items,
    [property: Id(9)] int Practice)
{
    /// <summary>The key of the grain: a silo bounds its workers by key, and the bound is for all practices together.</summary>
    public const long Workers = 0;

    public const int MaxAccounts = 500;
}

/// <param name="Number">The account as it stands is what the simulation starts from; it need not exist.</param>
/// <param name="Statements">Statements to begin with, each with its guarantor; empty when the account's own balance is billed.</param>
[GenerateSerializer, Immutable, Alias("simulated-subject")]
public sealed record SimulatedSubject(
    [property: Id(0)] string Number, [property: Id(1)] IReadOnlyList<PostStatement> Statements);

/// <param name="First">Number of the first invented account, from 0.</param>
[GenerateSerializer, Immutable, Alias("sample-range")]
public sealed record SampleRange([property: Id(0)] int First, [property: Id(1)] int Count);

/// <summary>Who pays, when, and how much.</summary>
/// <param name="PercentWhoPay">Of the statements, 0 to 100.</param>
/// <param name="AfterDays">After the statement date.</param>
/// <param name="PercentOfBalance">Of what is owed then, 1 to 100.</param>
[GenerateSerializer, Immutable, Alias("payment-assumption")]
public sealed record PaymentAssumption(
    [property: Id(0)] int PercentWhoPay, [property: Id(1)] int AfterDays, [property: Id(2)] int PercentOfBalance);
