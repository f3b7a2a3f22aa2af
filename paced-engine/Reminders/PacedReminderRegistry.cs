using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Reminders;
using Orleans.Timers;

namespace PacedEngine.Reminders;

/// <summary>
/// What grains register their reminders with. Takes the place of Orleans' own registry; grains notice no difference
/// but that a tick is never lost.
/// </summary>
internal sealed class PacedReminderRegistry(
    DueIndex index,
    DueJournal journal,
    InFlight inFlight,
    IOptions<PacedReminderOptions> options,
    [FromKeyedServices(ReminderTimeProviderNames.Reminders)] TimeProvider clock) : IReminderRegistry
{
    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(366 * 100);

    public Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        RegisterOrUpdateReminder(callingGrainId, reminderName, dueTime, period, CancellationToken.None);

    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The due time is negative or more than a century, or the period shorter than <see cref="PacedReminderOptions.ShortestPeriod"/>.
    /// </exception>
    public async Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId,
        string reminderName,
        TimeSpan dueTime,
        TimeSpan period,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime, LongestAhead);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, options.Value.ShortestPeriod);

        var key = ReminderKey.Of(callingGrainId, reminderName);
        var version = await journal.WriteAsync(
            new DueChange.Register(key, options.Value.TenantOf(callingGrainId), clock.GetUtcNow() + dueTime, period),
            cancellationToken);
        inFlight.Settled(key);
        return new PacedReminder(reminderName, version!.Value);
    }

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder) =>
        UnregisterReminder(callingGrainId, reminder, CancellationToken.None);

    /// <exception cref="ReminderException">
    /// The reminder has been registered anew since the handle was given out; the newer one stays.
    /// </exception>
    public async Task UnregisterReminder(
        GrainId callingGrainId, IGrainReminder reminder, CancellationToken cancellationToken)
    {
        if (reminder is not PacedReminder handle)
        {
            throw new ArgumentException("The handle is of another registry.", nameof(reminder));
        }

        var key = ReminderKey.Of(callingGrainId, handle.ReminderName);
        var removed = await journal.WriteAsync(new DueChange.Remove(key, handle.Version), cancellationToken);
        if (removed is null && await FindAsync(key, cancellationToken) is not null)
        {
            throw new ReminderException($"Reminder {key.Name} of {key.Grain} has been registered anew.");
        }

        inFlight.Settled(key);
    }

    public Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        GetReminder(callingGrainId, reminderName, CancellationToken.None);

    public async Task<IGrainReminder?> GetReminder(
        GrainId callingGrainId, string reminderName, CancellationToken cancellationToken)
    {
        var key = ReminderKey.Of(callingGrainId, reminderName);
        return (inFlight.Find(key) ?? await FindAsync(key, cancellationToken)) is { } row
            ? new PacedReminder(reminderName, row.Version)
            : null;
    }

    public Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        GetReminders(callingGrainId, CancellationToken.None);

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId, CancellationToken cancellationToken)
    {
        var rows = await index.FindAsync(callingGrainId.ToString(), null, cancellationToken);
        return [.. rows.Select(row => new PacedReminder(row.Key.Name, row.Version))];
    }

    private async Task<DueRow?> FindAsync(ReminderKey key, CancellationToken cancellationToken) =>
        (await index.FindAsync(key.Grain, key.Name, cancellationToken)) is [var row] ? row : null;
}
