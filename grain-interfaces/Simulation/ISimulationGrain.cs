namespace BalanceNotifications.Simulation;

/// <summary>
/// Plays a profile ahead of time on the rules that account grains run. Writes nothing, sends nothing, and wakes no
/// account. One key serves all practices: <see cref="SimulateChunk.Workers"/>.
/// </summary>
[GrainInterfaceType("simulation"), Alias("simulation")]
public interface ISimulationGrain : IGrainWithIntegerKey
{
    /// <summary>At most <see cref="SimulateChunk.MaxAccounts"/> accounts: a call must end well within its time-out.</summary>
    /// <returns>Null when the profile has no such revision.</returns>
    [Alias("run")]
    Task<SimulatedChunk?> RunAsync(SimulateChunk chunk, CancellationToken cancellationToken);
}
