using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

public enum CollectionsAction
{
    Clear,
    MoveToCollections,
    Recall,
}

/// <summary>The body of <c>POST …/pre-collections/actions</c>.</summary>
/// <param name="Accounts">Up to 500 numbers; <c>clear</c> without takes the whole list off.</param>
internal sealed record CollectionsRequest(CollectionsAction? Action = null, IReadOnlyList<string?>? Accounts = null)
{
    private const int MaxAccounts = 500;

    public (CollectionsAction Action, string[]? Accounts) Read(FieldChecks checks)
    {
        var action = checks.Required(Action, "action");
        if (Accounts is null && Action is not (null or CollectionsAction.Clear))
        {
            checks.Add("accounts", "Is required.");
        }

        if (Accounts is { Count: 0 or > MaxAccounts })
        {
            checks.Add("accounts", $"Names 1 to {MaxAccounts} accounts.");
        }

        foreach (var (index, account) in (Accounts ?? []).Index())
        {
            if (!AccountRules.IsAccountNumber(account))
            {
                checks.Add($"accounts[{index}]", "Is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'.");
            }
        }

        return (action, Accounts?.OfType<string>().Distinct(StringComparer.Ordinal).ToArray());
    }
}

/// <summary>What was done, and for whom it was not.</summary>
internal sealed record CollectionsResponse(int Done, IReadOnlyList<RefusedAccount> Refused);

/// <param name="Code"><c>notFound</c>, <c>hold</c> or <c>nothingOwed</c>.</param>
internal sealed record RefusedAccount(string Account, string Code, string Reason);

/// <summary>An account past its last notice.</summary>
/// <param name="Since">When it was put on the list.</param>
/// <param name="Level">The highest dunning level, at which the last notice went out.</param>
/// <param name="Statement">The statement that was over the limit.</param>
internal sealed record PreCollectionsResponse(
    string Account, DateTimeOffset Since, int Level, Money Balance, string Statement)
{
    public static PreCollectionsResponse From(PreCollectionsEntry entry) =>
        new(entry.Account, entry.Key.Since, entry.Level, entry.Balance, entry.StatementId);
}
