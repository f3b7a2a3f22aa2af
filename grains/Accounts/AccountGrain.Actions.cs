using BalanceNotifications.Cadence;

namespace BalanceNotifications.Accounts;

/// <summary>What people decide about single notifications.</summary>
internal sealed partial class AccountGrain
{
    public async Task<IReadOnlyList<ActionResult>> ActAsync(
        ActOnNotifications command, CancellationToken cancellationToken)
    {
        if (State.Merging is not null)
        {
            // What is being handed over stays as it is until the other account has it.
            await EndOnFaultAsync(_merge.FinishAsync);
        }

        var begun = _record.Begin();
        var next = begun;
        var results = new List<ActionResult>();
        foreach (var (index, id) in command.Ids.Index().DistinctBy(one => one.Item))
        {
            var told = next.Notifications.Concat(next.Errors).FirstOrDefault(known => known.Id == id)
                ?? await sent.FindAsync(_key, id, cancellationToken);
            if (told is null || next.Number is null)
            {
                results.Add(new(id, ActionOutcome.NotFound, null, null));
                continue;
            }

            var steps = command.Action is NotificationAction.Restore
                ? await StepsAsync(next, told, cancellationToken)
                : null;
            (next, var result) = NotificationActions.Apply(
                next, told, command.Action, command.Actor, clock.GetUtcNow(), steps, command.Sequences?[index]);
            results.Add(result);
        }

        if (next != begun)
        {
            await CommitAsync(next);
        }
        else
        {
            // It may be that a silo died before it told what was done: whoever asks again is to find it in the lists.
            await _record.TellAsync();
        }

        return results;
    }

    // The newest may still be in the outbox.
    private async Task<IReadOnlyList<TrailEntry>> StepsAsync(
        AccountState state, PlannedNotification told, CancellationToken cancellationToken) =>
    [
        .. (await sent.FindStepsAsync(_key, told.Id, cancellationToken))
            .Concat(state.Outbox.Trail.Where(step => step.Notification == told.Id))
            .Where(step => step.Sequence <= told.Sequence)
            .DistinctBy(step => step.Sequence)
            .OrderByDescending(step => step.Sequence)
            .Take(2),
    ];
}
