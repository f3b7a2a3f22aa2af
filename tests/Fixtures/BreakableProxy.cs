using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Fixtures;

/// <summary>A TCP proxy that can be cut: how a test takes a server away.</summary>
internal sealed class BreakableProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly string _host;
    private readonly int _port;
    private Task _accepting = Task.CompletedTask;

    /// <param name="listen">False: nobody gets through before <see cref="Listen"/>.</param>
    public BreakableProxy(string host, int port, bool listen = true)
    {
        (_host, _port) = (host, port);
        // Bound at once, so that the port is ours; a connection is refused until somebody listens.
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        if (listen)
        {
            Listen();
        }
    }

    public int Port { get; }

    public void Listen()
    {
        _listener.Listen();
        _accepting = AcceptAsync(_host, _port);
    }

    /// <summary>Ends every connection and takes no more.</summary>
    public async Task CutAsync()
    {
        _listener.Dispose();
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
            var inner = new TcpClient { Client = await _listener.AcceptAsync() };
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
