using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;

namespace BalanceNotifications.Accounts;

/// <summary>An account as the pure rules see it: what was posted, told without a grain.</summary>
internal static class Told
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    public static readonly AccountState Account = new() { Number = "100234", Details = NorthClinic.Guarantor };

    /// <param name="day">Of the statement date and of its amounts, counted from the start.</param>
    public static AccountState Statement(
        this AccountState state,
        string id = "s-1",
        int day = 0,
        decimal due = 120,
        StatementProfile? profile = null,
        decimal? balance = null,
        DateTimeOffset? asOf = null,
        DateTimeOffset? receivedAt = null,
        bool? inferred = null,
        StatementKind kind = StatementKind.Statement)
    {
        var date = new DateOnly(2026, 11, 23).AddDays(day);
        var now = Start.AddDays(day);
        return StatementPosting.Apply(
            state, AccountKey.Of(1, NorthClinic.Salt, "100234"),
            new(id, kind, date, date.AddDays(21), Money.From(due),
                new(Money.From(balance ?? due), asOf, receivedAt, inferred), null, null, null, "hash", null, "pms"),
            new Practice(1, "org", "north-clinic", NorthClinic.Salt, 1, NorthClinic.Settings),
            profile is null ? null : new ApprovedProfile(
                NorthClinic.ProfileId, 1, profile, new Dictionary<Guid, int> { [NorthClinic.Template] = 3 }),
            now).State;
    }

    public static AccountState Post(
        this AccountState state, PostingType type, decimal amount, double day = 0, string? id = null) =>
        AccountCommands.Post(state, Posting(type, amount, day, id), null, Start.AddDays(day));

    public static AccountState Reverse(
        this AccountState state, PostingType type, decimal amount, double day, double reversedDay) =>
        AccountCommands.Post(
            state, Posting(PostingType.Reversal, 0, day, null) with { Reverses = "p" },
            Answer(Posting(type, amount, reversedDay, "p"), Start.AddDays(reversedDay)), Start.AddDays(day));

    public static AccountState Balance(this AccountState state, decimal balance, double day) => AccountCommands.Save(
        state,
        new("100234", new(), AccountFields.None, new(), null, new(Money.From(balance), Start.AddDays(day)), null, "pms"),
        NorthClinic.Settings, Start.AddDays(day));

    public static PostPosting Posting(PostingType type, decimal amount, double day, string? id) => new(
        id ?? Guid.CreateVersion7().ToString(), type, Money.From(amount), Start.AddDays(day), null, "hash", "pms");

    /// <summary>The ledger's answer to a posting, as a reversal finds it.</summary>
    public static PostingAnswer Answer(PostPosting posting, DateTimeOffset receivedAt) => new(
        posting.PostingId, posting.Type, posting.Amount, posting.At,
        PostingRules.Applied(posting, null, receivedAt).Change, Money.Zero, receivedAt);

    public static Money AmountDue(this AccountState state, string id = "s-1") =>
        StatementStanding.AmountDue(state, state.Statements.Single(s => s.Id == id));

    public static bool IsRuleMet(this AccountState state, string id = "s-1") =>
        StatementStanding.IsRuleMet(state, state.Statements.Single(s => s.Id == id));
}
