using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MimeKit;

namespace BalanceNotifications.Fixtures;

/// <summary>An SMTP server that is not ours: Postfix's smtp-sink (Debian package postfix), a process of its own.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";

    private readonly DirectoryInfo _queue = Directory.CreateTempSubdirectory("smtp-sink-");
    private readonly Process _process;

    private SmtpSink()
    {
        Port = FreePort();
        _process = Start();
    }

    public int Port { get; }

    /// <summary>What it has queued, one file a message.</summary>
    public IReadOnlyList<MimeMessage> Queue => [.. _queue.GetFiles().Select(file => MimeMessage.Load(file.FullName))];

    /// <summary>Skips the test on a laptop without it; fails it in CI.</summary>
    public static async Task<SmtpSink> StartAsync()
    {
        var inCi = Environment.GetEnvironmentVariable("CI") is "true";
        Assert.SkipUnless(File.Exists(Program) || inCi, "smtp-sink is missing; it is in Debian's package postfix.");
        var sink = new SmtpSink();
        await sink.ListeningAsync();
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _queue.Delete(recursive: true);
    }

    private Process Start()
    {
        // As root it insists on a user to become; that user must be able to write the messages.
        string[] user = [];
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            user = ["-u", "nobody"];
            _queue.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        }

        return Process.Start(Program, [.. user, "-d", $"{_queue.FullName}/%M.", $"127.0.0.1:{Port}", "100"]);
    }

    // Connecting is the only way to learn that it listens.
    private async Task ListeningAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", Port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
