using BalanceNotifications.Practices;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Text;

/// <summary>The accounts that are set up. Texts and calls share them, and so the places in flight.</summary>
internal sealed class TwilioAccounts(IOptions<TwilioOptions> options) : IDisposable
{
    private readonly Dictionary<string, TwilioAccount> _accounts = options.Value.Accounts.ToDictionary(
        account => account.Key,
        account => new TwilioAccount(account.Value),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The one that a sender names; null when there is no such account, or no sender.</summary>
    public TwilioAccount? Find(PhoneSender? sender) =>
        sender is null ? null : Find(sender.Provider);

    public TwilioAccount? Find(string provider) => _accounts.GetValueOrDefault(provider);

    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Dispose();
        }
    }
}
