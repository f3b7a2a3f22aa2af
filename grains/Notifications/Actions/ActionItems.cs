using System.Globalization;
using BalanceNotifications.Accounts;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Notifications.Actions;

/// <summary>Tells accounts what is to be done with their notifications: different accounts side by side.</summary>
internal sealed partial class ActionItems(IGrainFactory grains, ILogger<ActionItems> logger)
{
    /// <summary>Accounts told at the same time; more would only wait for the database.</summary>
    private const int SideBySide = 32;

    /// <returns>One for each; those whose account could not be asked wait on.</returns>
    public async Task<IReadOnlyCollection<WorkedItem>> TellAsync(
        ActionUnderWay action, IReadOnlyList<WaitingItem> waiting)
    {
        List<WorkedItem> worked = [.. DoneOf(waiting)];
        var accounts = new Queue<IGrouping<string, WaitingItem>>(
            waiting.Where(item => item.DoneAt is null).GroupBy(item => item.AccountKey));

        // All on the grain's scheduler: one turn at a time, so queue and list need no lock.
        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(async _ =>
        {
            while (accounts.TryDequeue(out var items))
            {
                worked.AddRange(await TryTellAsync(action, [.. items], items.Key));
            }
        }));
        return worked;
    }

    /// <summary>Those of which the trail says that they are done already.</summary>
    public static IReadOnlyCollection<WorkedItem> DoneOf(IReadOnlyList<WaitingItem> waiting) =>
    [
        .. waiting.Where(item => item.DoneAt is not null)
            .Select(item => new WorkedItem(item.Notification, ActionItemState.Done, null, item.DoneAt)),
    ];

    private async Task<IEnumerable<WorkedItem>> TryTellAsync(
        ActionUnderWay action, WaitingItem[] items, string accountKey)
    {
        var account = grains.GetGrain<IAccountGrain>(
            string.Create(CultureInfo.InvariantCulture, $"{action.Practice}/{accountKey}"));
        var command = new ActOnNotifications(
            action.Action,
            [.. items.Select(item => item.Notification)],
            action.Actor,
            // What has happened to it since is not taken back. Of the others the action is about all that match.
            action.Undoes is null ? null : [.. items.Select(item => item.Sequence)]);
        try
        {
            var results = (await account.ActAsync(command, CancellationToken.None)).ToDictionary(result => result.Id);
            return items.Select(item => ActionOutcomes.Of(item, results[item.Notification]));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotTold(action.Id, e.GetType().Name);
            return items.Select(item => new WorkedItem(item.Notification, ActionItemState.Waiting));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Action {Action} could not be told to an account ({Error}); it is asked again")]
    private partial void LogNotTold(Guid action, string error);
}
