using Orleans.Runtime;

namespace BalanceNotifications.Fixtures;

/// <summary>Knows whether a grain is at a tick of its reminder.</summary>
internal sealed class TicksUnderWay : IIncomingGrainCallFilter
{
    private int _count;

    public bool Any => Volatile.Read(ref _count) > 0;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName != nameof(IRemindable.ReceiveReminder))
        {
            await context.Invoke();
            return;
        }

        Interlocked.Increment(ref _count);
        try
        {
            await context.Invoke();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
