namespace BalanceNotifications.Batches;

/// <summary>
/// Drives one uploaded batch to its end; resumes where it stood after a crash. The key is <c>practice/batchId</c>.
/// </summary>
[GrainInterfaceType("batch"), Alias("batch")]
public interface IBatchGrain : IGrainWithStringKey
{
    /// <summary>Begins, or goes on with, the upload of the rows that wait in storage. Safe to call twice.</summary>
    /// <param name="actor">Who said so; null for whoever only finds it under way.</param>
    [Alias("start")]
    Task StartAsync(string? actor, CancellationToken cancellationToken);

    /// <summary>Stops after the rows in hand. False when it was cancelled before.</summary>
    [Alias("cancel")]
    Task<bool> CancelAsync(string actor, CancellationToken cancellationToken);
}
