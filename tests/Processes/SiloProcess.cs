using System.Diagnostics;
using System.Net;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Processes;

/// <summary>A silo as operators run it: a process of its own, which can be killed.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    private readonly Process _process;

    private SiloProcess(Process process) => _process = process;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(
        string postgres, SiloPorts ports, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [SiloAssembly()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            // One that is killed at once does not repay what compiling each method well costs.
            ["DOTNET_TC_QuickJit"] = "1",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports.Health}",
            ["ConnectionStrings__Postgres"] = postgres,
            ["Cluster__ClusterId"] = $"processes-{ports.Silo}",
            ["Cluster__SiloPort"] = $"{ports.Silo}",
            ["Cluster__GatewayPort"] = $"{ports.Gateway}",
            ["Links__PublicUrl"] = "https://pay.example",
            ["Links__Key"] = Convert.ToBase64String(new byte[32]),
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ReadyAsync(ports.Health, process, cancellation);
        return new(process);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as Kubernetes sends it; returns when the process has ended.</summary>
    public async Task TerminateAsync(CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", [$"-{Sigterm}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static string SiloAssembly()
    {
        // The tests' own output holds the silo and everything it needs but its runtime configuration.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(
            Repository.Path, "artifacts", "bin", "Silo", configuration, "BalanceNotifications.Silo.dll");
    }

    private static async Task ReadyAsync(int port, Process process, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            Assert.False(process.HasExited, "The silo ended while it started.");
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}/health/ready", cancellation);
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        while (await pace.WaitForNextTickAsync(cancellation));
    }
}
