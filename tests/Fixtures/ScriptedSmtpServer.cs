using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// A real SMTP server on a port of its own that says yes to everything until told otherwise. Steps are named by their
/// verb (<c>MAIL</c>, <c>RCPT</c>, <c>DATA</c>, <c>AUTH</c>, …), besides <c>GREETING</c> for the first line,
/// <c>HALFWAY</c> for the middle of the content and <c>CONTENT</c> for its end.
/// </summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<SmtpStep>> _script = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();
    private readonly ConcurrentDictionary<int, SmtpServerSession> _sessions = new();
    private readonly ConcurrentQueue<ReceivedMail> _received = new();
    private readonly Task _accepting;
    private int _connections;

    public ScriptedSmtpServer(params string[] extensions)
    {
        Extensions = extensions;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Null: STARTTLS is not offered.</summary>
    public X509Certificate2? Certificate { get; init; }

    public int Connections => _connections;

    /// <summary>In the order in which they were taken.</summary>
    public IReadOnlyList<ReceivedMail> Received => [.. _received];

    /// <summary>Commands as they came, without AUTH's secrets, over all connections.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Answers the step's next occurrence so; called twice, the next two. Afterwards yes again.</summary>
    public void Answer(string step, string reply) => Next(step, new SmtpStep.Reply(reply));

    /// <summary>Closes the connection at the step's next occurrence, in place of an answer.</summary>
    public void Drop(string step) => Next(step, new SmtpStep.Drop());

    /// <summary>Never answers the step's next occurrence.</summary>
    public void Hang(string step) => Next(step, new SmtpStep.Hang());

    /// <summary>Says yes to the step's next occurrence once <paramref name="until"/> has ended.</summary>
    public void Hold(string step, Task until) => Next(step, new SmtpStep.Hold(until));

    /// <summary>Ends when the step comes, before it is answered.</summary>
    public Task ReachedAsync(string step) => Signal(step).Task;

    /// <summary>Closes every connection, as relays do with idle ones, and ends when they are closed.</summary>
    /// <param name="farewell">Said before; null for none.</param>
    public async Task CloseConnectionsAsync(string? farewell = null)
    {
        foreach (var session in _sessions.Values)
        {
            await session.CloseAsync(farewell);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions.Values.Select(session => session.Ended));
        _stopping.Dispose();
    }

    internal SmtpStep At(string step)
    {
        Signal(step).TrySetResult();
        return _script.TryGetValue(step, out var queue) && queue.TryDequeue(out var next) ? next : new SmtpStep.Yes();
    }

    internal void Take(int connection, byte[] content)
    {
        using var stream = new MemoryStream(content);
        _received.Enqueue(new ReceivedMail(connection, MimeMessage.Load(stream)));
    }

    private void Next(string step, SmtpStep what) => _script.GetOrAdd(step, _ => new()).Enqueue(what);

    private TaskCompletionSource Signal(string step) =>
        _reached.GetOrAdd(step, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var number = Interlocked.Increment(ref _connections);
                _sessions[number] = new SmtpServerSession(this, client, number, _stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }
}

internal sealed record ReceivedMail(int Connection, MimeMessage Message);

internal abstract record SmtpStep
{
    internal sealed record Yes : SmtpStep;

    internal sealed record Reply(string Text) : SmtpStep;

    internal sealed record Drop : SmtpStep;

    internal sealed record Hang : SmtpStep;

    internal sealed record Hold(Task Until) : SmtpStep;
}
