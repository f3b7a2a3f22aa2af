using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace BalanceNotifications.Bench.Measure;

/// <summary>The silo or the api as operators run them: a process of its own, which can be killed.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _name;
    private readonly int _port;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process _process;

    private ProductProcess(string name, int port, IReadOnlyDictionary<string, string> settings)
    {
        (_name, _port, _settings) = (name, port, settings);
        _process = Start();
    }

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that the process had resident, since it was last started.</summary>
    public long PeakMb
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 >> 20;
        }
    }

    /// <param name="name">Silo or Api.</param>
    public static async Task<ProductProcess> StartAsync(
        string name, int port, IReadOnlyDictionary<string, string> settings)
    {
        var product = new ProductProcess(name, port, settings);
        await product.ReadyAsync();
        return product;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Start();
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private Process Start()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(
                AppContext.BaseDirectory, "..", "..", _name, configuration, $"BalanceNotifications.{_name}.dll")])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (setting, value) in _settings)
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["Logging__LogLevel__Default"] = "Error";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{_name}: {line.Data}"));
        process.BeginOutputReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new HttpClient { BaseAddress = Address };
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The {_name} ended while it started.");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token);
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
        while (await pace.WaitForNextTickAsync(patience.Token));
    }
}
