using System.Collections.Concurrent;
using BalanceNotifications.Profiles;
using BalanceNotifications.Security;

namespace BalanceNotifications.Simulation;

/// <summary>Hands a simulation to the silos in chunks, a few at a time, and adds up their answers.</summary>
internal sealed class SimulationRun(IGrainFactory grains, ProfileStore profiles)
{
    // One call keeps a core of a silo busy, and the silo has notifications to send.
    private const int AtOnce = 2;

    /// <summary>Null when the practice has no such profile, or the profile no such revision.</summary>
    public async Task<SimulationResponse?> RunAsync(
        CallerPractice caller, Guid profile, SimulationWanted wanted, CancellationToken cancellationToken)
    {
        if (await profiles.FindAsync(caller.Scope, profile, cancellationToken) is not { } found)
        {
            return null;
        }

        var revision = wanted.Revision ?? found.Newest.Revision;
        if (revision < 1 || revision > found.Newest.Revision)
        {
            return null;
        }

        var started = TimeProvider.System.GetTimestamp();
        var grain = grains.GetGrain<ISimulationGrain>(SimulateChunk.Workers);
        var answers = new ConcurrentDictionary<int, SimulatedChunk?>();
        await Parallel.ForEachAsync(
            wanted.Chunks(caller.Practice.Id, profile, revision).Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (chunk, token) => answers[chunk.Index] = await grain.RunAsync(chunk.Item, token));
        var inOrder = answers.OrderBy(answer => answer.Key).Select(answer => answer.Value).OfType<SimulatedChunk>();
        return SimulationResponse.Sum(wanted, profile, revision, [.. inOrder], caller.Practice.Settings.Costs) with
        {
            Seconds = Math.Round(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 2),
        };
    }
}
