using BalanceNotifications.Delivery;
using BalanceNotifications.Delivery.Email;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// The relay "metered", whose every connection of every silo is in the middle of a message until this is disposed.
/// </summary>
internal sealed class BusyRelay : IAsyncDisposable
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task<DeliveryResult>> _messages = [];

    private BusyRelay()
    {
    }

    public static async Task<BusyRelay> MakeAsync(ClusterFixture cluster)
    {
        var (busy, before) = (new BusyRelay(), Contents(cluster));
        foreach (var silo in cluster.EverySilo)
        {
            var connections = silo.GetRequiredService<IOptions<EmailOptions>>().Value.Relays["metered"].Connections;
            for (var connection = 0; connection < connections; connection++)
            {
                cluster.Relay.Hold("CONTENT", busy._end.Task);
                busy._messages.Add(silo.GetRequiredService<DeliveryChannels>()[Channel.Email]
                    .SendAsync(Outgoing.Email(provider: "metered"), default));
            }
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Contents(cluster) == before + busy._messages.Count));
        return busy;
    }

    public async ValueTask DisposeAsync()
    {
        _end.SetResult();
        Assert.All(await Task.WhenAll(_messages), result => Assert.IsType<DeliveryResult.Accepted>(result));
    }

    private static int Contents(ClusterFixture cluster) => cluster.Relay.Commands.Count(command => command is "DATA");
}
