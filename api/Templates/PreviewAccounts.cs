using BalanceNotifications.Accounts;
using BalanceNotifications.Security;

namespace BalanceNotifications.Templates;

/// <summary>Accounts whose values a preview shows instead of samples.</summary>
internal sealed class PreviewAccounts(IGrainFactory grains)
{
    /// <summary>Null when there is no such account.</summary>
    public async Task<PreviewAccount?> FindAsync(
        CallerPractice practice, string number, CancellationToken cancellationToken)
    {
        var account = grains.GetAccount(practice, number);
        var view = account.GetAsync(cancellationToken);
        var due = account.GetQuickPayAsync(cancellationToken);
        return await view is { } found && await due is { } owed ? new(found, owed) : null;
    }
}

/// <param name="Due">What is due at this moment.</param>
internal sealed record PreviewAccount(AccountView Account, QuickPayView Due);
