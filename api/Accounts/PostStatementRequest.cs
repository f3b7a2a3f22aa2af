using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

/// <summary>The body of <c>POST …/statements</c>.</summary>
/// <param name="Kind"><c>statement</c> when not said.</param>
/// <param name="CurrentBalance">
/// The account's balance that came with it. When not said, at least the amount due is owed, and no more is concluded.
/// </param>
/// <param name="Profile">Id or name; null for the account's or the default.</param>
public sealed record PostStatementRequest(
    string? StatementId = null,
    StatementKind? Kind = null,
    DateOnly? StatementDate = null,
    DateOnly? DueDate = null,
    decimal? AmountDue = null,
    decimal? CurrentBalance = null,
    DateTimeOffset? BalanceAsOf = null,
    string? Profile = null,
    DateOnly? CardChargeDate = null)
{
    internal bool IsTooOld(RequestOrigin origin) =>
        StatementDate is { } date && AcceptedDates.IsTooOld(date, origin.Today);

    internal PostStatement Read(FieldChecks checks, RequestOrigin origin)
    {
        var statementDate = checks.DateOf(StatementDate, "statementDate", origin);
        var dueDate = checks.DateOf(DueDate, "dueDate", origin);
        if (StatementDate is not null && DueDate < StatementDate)
        {
            checks.Add("dueDate", "Lies before the statement date.");
        }

        var amountDue = checks.Amount(AmountDue, "amountDue");
        if (amountDue < Money.Zero)
        {
            checks.Add("amountDue", "Is not negative.");
        }

        checks.Window(CardChargeDate, "cardChargeDate", origin);
        var statement = new PostStatement(
            checks.ClientIdOf(StatementId, "statementId"),
            Kind ?? StatementKind.Statement,
            statementDate,
            dueDate,
            amountDue,
            new(
                checks.Amount(CurrentBalance, "currentBalance", otherwise: amountDue),
                checks.Past(BalanceAsOf, "balanceAsOf", origin),
                origin.ReceivedAt,
                Inferred: CurrentBalance is null ? true : null),
            checks.Note(RequestRules.OrNull(Profile), "profile"),
            CardChargeDate,
            origin.Batch,
            BodyHash: "",
            Account: null,
            origin.Actor);
        return statement with { BodyHash = BodyHash.Of(statement) };
    }
}

/// <summary>The answer to a posted statement; a repeat gets the first one again.</summary>
public sealed record StatementResponse(
    string StatementId,
    string Account,
    StatementKind Kind,
    DateOnly StatementDate,
    DateOnly DueDate,
    Money AmountDue,
    Money CurrentBalance,
    int Level,
    Guid? Profile,
    int? ProfileRevision,
    int Planned,
    string? Why,
    string? Warning)
{
    internal static StatementResponse From(StatementAnswer answer) => new(
        answer.StatementId, answer.Account, answer.Kind, answer.StatementDate, answer.DueDate, answer.AmountDue,
        answer.CurrentBalance, answer.Level, answer.Profile, answer.ProfileRevision, answer.Planned, answer.Why,
        answer.Warning);
}
