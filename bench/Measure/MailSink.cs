using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Bench.Measure;

/// <summary>Postfix's smtp-sink (Debian package postfix), which appends what it takes to one file a minute.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bn-bench-sink-");
    private readonly Process _process;

    private MailSink()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        // As root it insists on a user to become; that user must be able to write.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        if (!OperatingSystem.IsWindows())
        {
            _folder.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        }

        _process = Process.Start(
            "/usr/sbin/smtp-sink", [.. user, "-D", $"{_folder.FullName}/%d%H%M.", $"127.0.0.1:{Port}", "1000"]);
    }

    public int Port { get; }

    public TimeSpan Cpu => _process.TotalProcessorTime;

    public static async Task<MailSink> StartAsync()
    {
        var sink = new MailSink();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, sink.Port, patience.Token);
                return sink;
            }
            catch (SocketException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    /// <summary>How often each Message-Id has arrived.</summary>
    public IReadOnlyDictionary<string, int> Arrived() => _folder.GetFiles()
        .SelectMany(file => File.ReadLines(file.FullName))
        .Where(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))
        .CountBy(line => line[11..].Trim())
        .ToDictionary();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
