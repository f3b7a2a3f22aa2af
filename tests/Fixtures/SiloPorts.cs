using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Fixtures;

/// <summary>Ports that were free a moment ago; a silo that is restarted keeps them.</summary>
internal sealed record SiloPorts(int Silo, int Gateway, int Health)
{
    public static SiloPorts Free()
    {
        var listeners = Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return new(ports[0], ports[1], ports[2]);
    }
}
