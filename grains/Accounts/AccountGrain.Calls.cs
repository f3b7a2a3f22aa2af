using BalanceNotifications.Cadence;
using BalanceNotifications.Calls;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>What happens while a call lasts: it is asked what to say, and told which key was pressed.</summary>
internal sealed partial class AccountGrain
{
    public async Task<AnsweredCall?> AnswerCallAsync(Guid notification, CancellationToken cancellationToken) =>
        State.Number is not null && await ToldAsync(notification, cancellationToken) is { } told
            ? await AnswerAsync(told, cancellationToken)
            : null;

    public async Task<AnsweredCall?> PressAsync(CallKey key, CancellationToken cancellationToken)
    {
        await EndMergeAsync();
        if (State.Number is null
            || await ToldAsync(key.Notification, cancellationToken) is not { } told
            || await AnswerAsync(told, cancellationToken) is not { } answered)
        {
            return null;
        }

        var practice = (await PracticeAsync(cancellationToken)).Settings;
        var begun = _record.Begin();
        var next = CallKeys.Apply(begun, told, key, answered.Holds, practice, clock.GetUtcNow());
        if (next != begun)
        {
            await CommitAsync(next);
        }

        return answered with
        {
            Confirmed = answered.Confirmed || (answered.Holds && key.Meaning is CallKeyMeaning.Confirms),
        };
    }

    private async Task<AnsweredCall?> AnswerAsync(PlannedNotification told, CancellationToken cancellationToken)
    {
        if (await desk.OpenAsync(_key, State, told, cancellationToken) is not { } opened
            || SendDesk.Words(opened, State.Details) is not { } words)
        {
            return null;
        }

        // What it was decided on stands in another account after a merge.
        var holds = State.MergedInto is null && SendRules.StillHolds(opened.Facts, clock.GetUtcNow());
        return new(words, holds, CallKeys.IsConfirmed(told), CallFields.MayRecord(opened.Facts.Practice));
    }
}
