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
        foreach (var id in command.Ids.Distinct())
        {
            var told = next.Notifications.Concat(next.Errors).FirstOrDefault(known => known.Id == id)
                ?? await sent.FindAsync(_key, id, cancellationToken);
            if (told is null || next.Number is null)
            {
                results.Add(new(id, ActionOutcome.NotFound, null, null));
                continue;
            }

            (next, var result) = NotificationActions.Apply(next, told, command.Action, command.Actor, clock.GetUtcNow());
            results.Add(result);
        }

        if (next != begun)
        {
            await CommitAsync(next);
        }

        return results;
    }
}
