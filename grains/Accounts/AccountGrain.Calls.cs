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
        await EndMergeForAsync(key);
        if (State.Number is null || await ToldAsync(key.Notification, cancellationToken) is not { } told)
        {
            return null;
        }

        var answered = await AnswerAsync(told, cancellationToken);
        var practice = await PracticeAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var begun = _record.Begin();
        // Who wants no more calls gets none, also where nobody knows any more what this one was to say.
        var next = CallKeys.Apply(begun, told, key, answered is { Holds: true }, practice.Settings, now);
        if (next != begun)
        {
            await CommitAsync(next);
        }

        if (State.MergedInto is { } into)
        {
            foreach (var stopped in CallKeys.OptsOut(told, key, practice.Salt, now))
            {
                // Last: the number is ended by the write above, whatever becomes of this.
                await (await _merge.TargetAsync(into)).UnsubscribeAsync(stopped, cancellationToken);
            }
        }

        return answered is null
            ? null
            : answered with
            {
                Confirmed = answered.Confirmed || (answered.Holds && key.Meaning is CallKeyMeaning.Confirms),
            };
    }

    // A number is ended at once: for that a merge that cannot end now need not be waited for.
    private Task EndMergeForAsync(CallKey key) =>
        key.Meaning is CallKeyMeaning.OptsOut ? TryEndMergeAsync() : EndMergeAsync();

    private async Task<AnsweredCall?> AnswerAsync(PlannedNotification told, CancellationToken cancellationToken)
    {
        if (await desk.WordsAsync(_key, State.Details, told, cancellationToken) is not { } words)
        {
            return null;
        }

        // What it was decided on stands in another account after a merge.
        var holds = State.MergedInto is null
            && await desk.OpenAsync(_key, State, told, cancellationToken) is { } opened
            && SendRules.StillHolds(opened.Facts, clock.GetUtcNow());
        var practice = await PracticeAsync(cancellationToken);
        return new(words, holds, CallKeys.IsConfirmed(told), CallFields.MayRecord(practice.Settings));
    }
}
