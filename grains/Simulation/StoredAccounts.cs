using BalanceNotifications.Accounts;
using Orleans.Storage;

namespace BalanceNotifications.Simulation;

/// <summary>Accounts as they are stored, without waking their grains: a look ahead must not fill the silo.</summary>
internal sealed class StoredAccounts(IGrainStorage storage, IGrainFactory grains)
{
    /// <summary>A state without a number when there is no such account.</summary>
    public async Task<AccountState> ReadAsync(AccountKey key)
    {
        var stored = new GrainState<AccountState>(new AccountState());
        await storage.ReadStateAsync("account", grains.GetGrain<IAccountGrain>(key.ToString()).GetGrainId(), stored);
        return stored.State ?? new AccountState();
    }
}
