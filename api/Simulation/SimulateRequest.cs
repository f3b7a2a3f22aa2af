using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Simulation;

/// <summary>The body of <c>POST …/profiles/{id}/simulate</c>: which accounts, for how long, and what is assumed.</summary>
/// <param name="Accounts">Numbers of accounts of the practice, 1 to 10,000; or <paramref name="Sample"/>.</param>
/// <param name="Sample">Invented accounts instead.</param>
/// <param name="Days">Required, 1 to 366.</param>
/// <param name="From">The first day; today in the practice's zone when not said.</param>
/// <param name="Revision">Any revision, approved or not; the newest when not said.</param>
/// <param name="Payments">Nobody pays when not said.</param>
/// <param name="Items">How many notifications to name one by one, 0 to 5,000; 500 when not said.</param>
internal sealed record SimulateRequest(
    IReadOnlyList<string?>? Accounts,
    SampleBody? Sample,
    int? Days,
    DateOnly? From,
    int? Revision,
    PaymentsBody? Payments,
    int? Items)
{
    private const int MaxAccounts = 10_000;

    public SimulationWanted Read(FieldChecks checks, DateOnly today)
    {
        if (Accounts is null == Sample is null)
        {
            checks.Add("accounts", "Either accounts or sample is required.");
        }

        if (Accounts is not null and not { Count: >= 1 and <= MaxAccounts })
        {
            checks.Add("accounts", "Names 1 to 10,000 accounts.");
        }

        foreach (var (index, number) in (Accounts ?? []).Take(MaxAccounts).Index())
        {
            if (!AccountRules.IsAccountNumber(number))
            {
                checks.Add($"accounts[{index}]", "Is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'.");
            }
        }

        var wanted = new SimulationOptions(Days, From, Revision, Items)
            .Read(checks, Payments?.Read(checks), today);
        return wanted with
        {
            Subjects = [.. (Accounts ?? []).OfType<string>().Distinct(StringComparer.Ordinal)
                .Select(number => new SimulatedSubject(number, []))],
            Sample = Sample?.Read(checks) ?? 0,
            Seed = Sample?.Seed ?? SampleBody.DefaultSeed,
        };
    }
}

/// <param name="Accounts">Required, 1 to 100,000.</param>
/// <param name="Seed">The same seed invents the same accounts; 1 when not said.</param>
internal sealed record SampleBody(int? Accounts, int? Seed)
{
    public const int DefaultSeed = 1;

    public int Read(FieldChecks checks)
    {
        var count = checks.Required(Accounts, "sample.accounts");
        if (Accounts is not (null or >= 1 and <= 100_000))
        {
            checks.Add("sample.accounts", "Between 1 and 100,000 accounts.");
        }

        return count;
    }
}

/// <param name="PercentWhoPay">Of the statements; required, 0 to 100.</param>
/// <param name="AfterDays">After the statement date; required, 0 to 365.</param>
/// <param name="PercentOfBalance">Of what is owed then, 1 to 100; all of it when not said.</param>
internal sealed record PaymentsBody(int? PercentWhoPay, int? AfterDays, int? PercentOfBalance)
{
    public PaymentAssumption Read(FieldChecks checks)
    {
        var read = new PaymentAssumption(
            checks.Required(PercentWhoPay, "payments.percentWhoPay"),
            checks.Required(AfterDays, "payments.afterDays"),
            PercentOfBalance ?? 100);
        if (PercentWhoPay is not (null or >= 0 and <= 100))
        {
            checks.Add("payments.percentWhoPay", "Between 0 and 100.");
        }

        if (AfterDays is not (null or >= 0 and <= 365))
        {
            checks.Add("payments.afterDays", "Between 0 and 365 days.");
        }

        if (read.PercentOfBalance is not (>= 1 and <= 100))
        {
            checks.Add("payments.percentOfBalance", "Between 1 and 100.");
        }

        return read;
    }
}
