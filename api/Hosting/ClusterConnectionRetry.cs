namespace BalanceNotifications.Hosting;

/// <summary>Keeps trying until a silo answers: the api may be up before the silos, and readiness tells.</summary>
internal sealed partial class ClusterConnectionRetry(ILogger<ClusterConnectionRetry> logger)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogNoSilo(exception.GetType().Name);
        try
        {
            await Task.Delay(Pause, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "No silo answers yet ({Error}); trying again.")]
    private partial void LogNoSilo(string error);
}
