using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Senders;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Owns one guarantor account. The rules are pure and live elsewhere; this class loads, decides, persists and only
/// then acts, because Orleans may deliver a reminder twice, late, or not at all.
/// </summary>
[GrainType("account"), CollectionAgeLimit(Minutes = 2)]
internal sealed partial class AccountGrain(
    [PersistentState("account")] IPersistentState<AccountState> stored,
    SetupCache setup,
    SendDesk desk,
    SendGate gate,
    CadenceOutlook outlook,
    DeliveryChannels channels,
    AccountJournal journal,
    Telling telling,
    Ledger ledger,
    SentNotifications sent,
    TimeProvider clock,
    ILogger<AccountGrain> logger) : Grain, IAccountGrain, IRemindable
{
    private static readonly TimeSpan MinutesInMemory = TimeSpan.FromMinutes(2);

    // In memory alone: one that is lost with its silo comes by the reminder.
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(5);

    private AccountKey _key;
    private CadenceReminder _reminder = null!;
    private AccountRecord _record = null!;
    private CadenceTick _tick = null!;
    private AccountMerge _merge = null!;
    private IGrainTimer? _again;

    private AccountState State => stored.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = AccountKey.Parse(this.GetPrimaryKeyString());
        _reminder = new CadenceReminder(this, clock);
        _record = new AccountRecord(_key, stored, _reminder, journal, setup, telling, clock, logger);
        _tick = new CadenceTick(_key, _record, desk, gate, channels, clock, logger);
        _merge = new AccountMerge(_key, _record, setup, GrainFactory, clock, logger);
        return Task.CompletedTask;
    }

    public Task<AccountView?> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult(State.Number is null ? null : State.View());

    public Task<IReadOnlyList<NotificationView>?> GetCadenceAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<NotificationView>?>(State.Number is not { } number
            ? null
            :
            [
                .. State.Notifications
                    .Where(notification => notification.IsOpen)
                    .OrderBy(notification => notification.NextAt)
                    .Select(notification => notification.View(number)),
            ]);

    public async Task<CadenceView?> ExplainCadenceAsync(CancellationToken cancellationToken) => State.Number is null
        ? null
        : await outlook.OfAsync(_key, State, clock.GetUtcNow(), cancellationToken);

    // A link that went out before a merge leads to what the account that is left owes.
    public async Task<QuickPayView?> GetQuickPayAsync(CancellationToken cancellationToken) =>
        State.MergedInto is { } into ? await (await _merge.TargetAsync(into)).GetQuickPayAsync(cancellationToken)
        : State.Number is null ? null
        : State.QuickPay(clock.GetUtcNow());

    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (State.Number is not null)
        {
            _reminder.Forget();
            // The read row is told as well: it may be what is wrong.
            await CommitAsync(_record.Begin().TellRow());
        }
    }

    public async Task<ReplanCount> ReplanAsync(ReplanAccount command, CancellationToken cancellationToken)
    {
        var practice = await PracticeAsync(cancellationToken);
        var profile = await setup.RevisionAsync(_key.Practice, command.Profile, command.Revision, cancellationToken);
        if (State.Number is null || profile is null)
        {
            return ReplanCount.Zero;
        }

        var former = await setup.FormerAsync(_key.Practice, command.Profile, command.Revision, cancellationToken);
        var (next, count) = Replanning.Apply(
            _record.Begin(), new(_key, practice, profile, former, command.Actor), clock.GetUtcNow());
        if (count != ReplanCount.Zero)
        {
            await CommitAsync(next);
        }

        return count;
    }

    public Task<MergeStanding?> GetMergeStandingAsync(CancellationToken cancellationToken) => Task.FromResult(
        State.Number is null
            ? null
            : new MergeStanding(State.Merging?.Into, State.MergedInto, State.Details.Confidential));

    public Task<MergeResult> MergeAsync(MergeAccount command, CancellationToken cancellationToken) =>
        EndOnFaultAsync(() => _merge.BeginAsync(command, cancellationToken));

    public Task<AbsorbOutcome> AbsorbAsync(AbsorbAccount command, CancellationToken cancellationToken) =>
        EndOnFaultAsync(() => _merge.AbsorbAsync(command));

    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        ReceiveReminder(reminderName, status, CancellationToken.None);

    public async Task ReceiveReminder(string reminderName, TickStatus status, CancellationToken cancellationToken)
    {
        _reminder.Ticked();
        if (await TickAsync(cancellationToken))
        {
            // Once, and of the reminder's own ticks only: more would be a load that nobody has bounded.
            _again ??= this.RegisterGrainTimer(
                async _ => await TickAsync(CancellationToken.None),
                new GrainTimerCreationOptions(SoonAgain * (1 + Random.Shared.NextDouble()), Timeout.InfiniteTimeSpan));
        }
    }

    /// <returns>True when it found no place, and may find one soon.</returns>
    private async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        _again?.Dispose();
        _again = null;
        var foundPlace = await EndOnFaultAsync(async () =>
        {
            if (State.Merging is null)
            {
                return await _tick.RunAsync(cancellationToken);
            }

            // Whatever is due belongs to the other account, so nothing else is decided on.
            await _merge.FinishAsync();
            return true;
        });
        if (foundPlace)
        {
            LeaveUntilDue();
        }

        return !foundPlace;
    }

    private async Task<T> TakeAsync<T>(Func<Task<T>> take, bool isRow)
    {
        var result = await take();
        if (isRow)
        {
            LeaveUntilDue();
        }

        return result;
    }

    // A morning's burst, or a batch, wakes every account once: none of them has to wait in memory for its next month.
    private void LeaveUntilDue()
    {
        if (!_reminder.ComesWithin(clock.GetUtcNow() + MinutesInMemory))
        {
            DeactivateOnIdle();
        }
    }

    private Task<bool> CommitAsync(AccountState next) => EndOnFaultAsync(async () =>
    {
        await _record.CommitAsync(next);
        return true;
    });

    // What failed may have left this activation behind the database. The next one reads again.
    private async Task<T> EndOnFaultAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    // Found in the outbox, or in the ledger: an id is in one of the two for ever. What was posted to an account that
    // was merged into this one is known too: its practice may send it again, or undo it, under the new number.
    private async Task<LedgerEntry?> FindAsync(LedgerKind kind, string id, CancellationToken cancellationToken)
    {
        if (State.Number is null)
        {
            return null; // nothing was ever accepted: the account comes with the first of it
        }

        var found = State.Outbox.Ledger.FirstOrDefault(entry => entry.Kind == kind && entry.Id == id)
            ?? await ledger.FindAsync(_key, kind, id, cancellationToken);
        foreach (var hash in State.Absorbed)
        {
            found ??= await ledger.FindAsync(_key.Sibling(hash), kind, id, cancellationToken);
        }

        return found;
    }

    private async Task<Practice> PracticeAsync(CancellationToken cancellationToken) =>
        await setup.PracticeAsync(_key.Practice, cancellationToken)
        ?? throw new InvalidOperationException($"Practice {_key.Practice} does not exist.");
}
