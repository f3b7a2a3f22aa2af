using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Fixtures;

/// <summary>A TCP proxy that can be cut: how a test takes a server away.</summary>
internal sealed class BreakableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _accepting;

    public BreakableProxy(string host, int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(host, port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection and takes no more.</summary>
    public async Task CutAsync()
    {
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(string host, int port)
    {
        while (true)
        {
            var inner = await _listener.AcceptTcpClientAsync();
            var outer = new TcpClient();
            _clients.Add(inner);
            _clients.Add(outer);
            await outer.ConnectAsync(host, port);
            _ = PumpAsync(inner, outer);
            _ = PumpAsync(outer, inner);
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, which is what it is for.
        }
        finally
        {
            to.Close();
        }
    }
}
