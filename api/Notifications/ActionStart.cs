using BalanceNotifications.Notifications.Actions;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Notifications;

/// <summary>Hands a stored action over to a silo.</summary>
internal sealed partial class ActionStart(IGrainFactory grains, ILogger<ActionStart> logger)
{
    /// <summary>
    /// 202 also where no silo can be told: what is stored is done, because silos look for it twice a minute. An error would
    /// make the caller ask for it again.
    /// </summary>
    public async Task<Accepted<ActionJobResponse>> AcceptAsync(CallerPractice caller, ActionJob job)
    {
        await DriveAsync(caller, job);
        return TypedResults.Accepted(
            $"/v1/practices/{caller.Practice.Slug}/notifications/actions/{job.Id}", ActionJobResponse.From(job));
    }

    /// <summary>Lets a silo look at it now rather than within half a minute; also for one that is to stop.</summary>
    public async Task DriveAsync(CallerPractice caller, ActionJob job)
    {
        try
        {
            await grains.GetGrain<INotificationActionGrain>($"{caller.Practice.Id}/{job.Id}")
                .StartAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotStarted(job.Id, e.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Action {Action} could not be handed to a silo ({Error}); one will find it")]
    private partial void LogNotStarted(Guid action, string error);
}
