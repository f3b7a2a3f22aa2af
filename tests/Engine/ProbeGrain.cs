using System.Collections.Concurrent;
using Orleans.Runtime;

namespace BalanceNotifications.Engine;

/// <summary>A grain of nobody's: tells its test of every tick, and does in it what the test says.</summary>
[GrainInterfaceType("probe")]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("register")]
    Task RegisterAsync(string name, TimeSpan due, TimeSpan period);

    /// <summary>Unregisters by the handle of the last registration of this activation.</summary>
    [Alias("unregister")]
    Task UnregisterAsync();

    [Alias("names")]
    Task<string[]> NamesAsync();
}

[GrainType("probe")]
internal sealed class ProbeGrain(ProbeTicks ticks) : Grain, IProbeGrain, IRemindable
{
    private IGrainReminder? _handle;

    public async Task RegisterAsync(string name, TimeSpan due, TimeSpan period) =>
        _handle = await this.RegisterOrUpdateReminder(name, due, period);

    public Task UnregisterAsync() => this.UnregisterReminder(_handle!);

    public async Task<string[]> NamesAsync() => [.. (await this.GetReminders()).Select(handle => handle.ReminderName).Order()];

    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        ReceiveReminder(reminderName, status, CancellationToken.None);

    public async Task ReceiveReminder(string reminderName, TickStatus status, CancellationToken cancellationToken) =>
        await ticks.TakeAsync(this.GetPrimaryKeyString(), this);
}

/// <summary>What the ticks of one test's silo do, and what came of them.</summary>
internal sealed class ProbeTicks
{
    private readonly ConcurrentQueue<string> _taken = new();
    private int _running;
    private int _mostAtOnce;

    /// <summary>What each tick does, by the grain's key.</summary>
    public Func<string, ProbeGrain, Task> OnTick { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Keys in the order in which their ticks began.</summary>
    public IReadOnlyList<string> Taken => [.. _taken];

    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public async Task TakeAsync(string key, ProbeGrain grain)
    {
        _taken.Enqueue(key);
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        try
        {
            await OnTick(key, grain);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private void InterlockedMax(int running)
    {
        for (var most = MostAtOnce; running > most; most = MostAtOnce)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, running, most);
        }
    }
}
