using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// Stands before a real relay and spoils what a script names, by recipient. Everything else, and every message that it
/// lets in, is the relay's own doing.
/// </summary>
internal sealed class FaultyRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, int> _offered = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly int _relay;
    private readonly Func<string, int, SmtpFault?> _faultOf;
    private readonly Task _accepting;

    /// <param name="relay">The relay's port.</param>
    /// <param name="faultOf">By recipient, and how often it was offered by now, 1 for the first time; null for none.</param>
    public FaultyRelay(int relay, Func<string, int, SmtpFault?> faultOf)
    {
        (_relay, _faultOf) = (relay, faultOf);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var relay = new TcpClient();
            await relay.ConnectAsync(IPAddress.Loopback, _relay, _stopping.Token);
            using var hungUp = _stopping.Token.Register(client.Close);
            using var near = new Line(client.GetStream());
            using var far = new Line(relay.GetStream());
            await near.WriteAsync(await far.ReplyAsync());
            while (await near.ReadAsync() is { } command && await HandleAsync(command, near, far))
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side hung up.
        }
        finally
        {
            client.Close();
        }
    }

    /// <returns>False when the connection is to end.</returns>
    private async Task<bool> HandleAsync(string command, Line near, Line far)
    {
        if (command.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
        {
            var recipient = command[9..command.IndexOf('>', StringComparison.Ordinal)];
            near.Fault = _faultOf(recipient, _offered.AddOrUpdate(recipient, 1, (_, times) => times + 1));
            if (near.Fault is SmtpFault.Reply reply)
            {
                await near.WriteAsync(reply.Text);
                return true;
            }
        }

        await far.WriteAsync(command);
        var answer = await far.ReplyAsync();
        await near.WriteAsync(answer);
        return command.ToUpperInvariant() switch
        {
            "DATA" when answer.StartsWith('3') => await PassContentAsync(near, far),
            "QUIT" => false,
            _ => true,
        };
    }

    private static async Task<bool> PassContentAsync(Line near, Line far)
    {
        string line;
        do
        {
            line = await near.ReadAsync() ?? throw new IOException("Half a message.");
            await far.WriteAsync(line);
        }
        while (line != ".");

        // The relay has it, whatever the client learns.
        var answer = await far.ReplyAsync();
        if (near.Fault is SmtpFault.DropAfterData)
        {
            return false;
        }

        await near.WriteAsync(answer);
        return true;
    }

    private sealed class Line(NetworkStream stream) : IDisposable
    {
        private readonly StreamReader _reader = new(stream, Encoding.Latin1);

        /// <summary>Of the message that is being offered on this connection.</summary>
        public SmtpFault? Fault { get; set; }

        public Task<string?> ReadAsync() => _reader.ReadLineAsync();

        public void Dispose() => _reader.Dispose();

        /// <summary>All lines of one reply.</summary>
        public async Task<string> ReplyAsync()
        {
            var reply = new StringBuilder();
            while (true)
            {
                var line = await ReadAsync() ?? throw new IOException("The relay hung up.");
                reply.Append(reply.Length > 0 ? "\r\n" : "").Append(line);
                if (line.Length < 4 || line[3] != '-')
                {
                    return reply.ToString();
                }
            }
        }

        public Task WriteAsync(string line) => stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n")).AsTask();
    }
}

internal abstract record SmtpFault
{
    /// <summary>In place of the relay's answer to the recipient.</summary>
    internal sealed record Reply(string Text) : SmtpFault;

    /// <summary>The relay takes the message, and the connection breaks before the client learns it.</summary>
    internal sealed record DropAfterData : SmtpFault;
}
