using BalanceNotifications.Accounts;
using BalanceNotifications.Setup;
using BalanceNotifications.Simulation;
using Orleans.Concurrency;

namespace BalanceNotifications.Profiles;

/// <summary>
/// Keeps nothing: the plan that each statement remembers says what is moved, so that a walk that broke off is simply
/// walked again.
/// </summary>
[GrainType("replan"), StatelessWorker(maxLocalWorkers: 2)]
internal sealed class ReplanGrain(
    SetupCache setup, OpenCadences cadences, StoredAccounts stored, TimeProvider clock) : Grain, IReplanGrain
{
    private const int Bite = 100;
    private const int AtOnce = 10;

    private int Practice => (int)this.GetPrimaryKeyLong();

    public async Task<ReplanProgress> RunAsync(ReplanBite bite, CancellationToken cancellationToken)
    {
        var command = bite.Command;
        if (await setup.PracticeAsync(Practice, cancellationToken) is not { } practice
            || await setup.RevisionAsync(Practice, command.Profile, command.Revision, cancellationToken) is not { } profile)
        {
            return new(ReplanCount.Zero, null);
        }

        var former = await setup.FormerAsync(Practice, command.Profile, command.Revision, cancellationToken);
        var keys = await cadences.FindAsync(
            Practice, command.Profile, command.Revision, bite.After ?? "", Bite, cancellationToken);
        var count = ReplanCount.Zero;
        foreach (var some in keys.Chunk(AtOnce))
        {
            var counts = await Task.WhenAll(some.Select(hash =>
            {
                var key = AccountKey.Parse($"{Practice}/{hash}");
                return bite.DryRun
                    ? CountAsync(new(key, practice, profile, former, command.Actor))
                    : GrainFactory.GetGrain<IAccountGrain>(key.ToString()).ReplanAsync(command, cancellationToken);
            }));
            count = counts.Aggregate(count, (sum, one) => sum + one);
        }

        return new(count, keys.Count < Bite ? null : keys[^1]);
    }

    private async Task<ReplanCount> CountAsync(ReplanRequest request) =>
        Replanning.Apply(await stored.ReadAsync(request.Key), request, clock.GetUtcNow()).Count;
}
