using BalanceNotifications.Accounts;
using BalanceNotifications.Events;
using Npgsql;
using PacedEngine.Storage;

namespace BalanceNotifications.Hosting;

/// <summary>Has group commit write what an account tells the tables in the transaction of its state.</summary>
internal sealed class AccountCompanion(EventInterest interest) : ICompanion
{
    public object? RowsOf(object state) => (state as ITellsTables)?.Page;

    // The state row, written first, keeps every other activation of these accounts waiting, and then fails it.
    public void Add(NpgsqlBatch batch, IReadOnlyList<object> rows) =>
        AccountJournal.Add(batch, [.. rows.Cast<AccountPage>()], interest);
}
