using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Fixtures;

/// <summary>A port for something that starts later: taken until then, so that nobody else gets it.</summary>
internal sealed class KeptPort : IDisposable
{
    private readonly TcpListener _keeper = new(IPAddress.Loopback, 0);

    public KeptPort()
    {
        _keeper.Start();
        Number = ((IPEndPoint)_keeper.LocalEndpoint).Port;
    }

    public int Number { get; }

    /// <summary>Frees it, for what starts now.</summary>
    public int Release()
    {
        _keeper.Stop();
        return Number;
    }

    public void Dispose() => _keeper.Dispose();
}
