using System.Diagnostics;
using System.Runtime.Versioning;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Privacy;

/// <summary>
/// A PostgreSQL of the test's own, whose log it can read, with the settings that <c>./bn</c> gives the one it starts.
/// PostgreSQL refuses to run as root: then it runs as the user postgres.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WatchedServer : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _folder;
    private readonly int _port;

    private WatchedServer(string binaries, string folder, int port) =>
        (_binaries, _folder, _port) = (binaries, folder, port);

    public string ConnectionString =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Maximum Pool Size=60";

    public string Log => Path.Combine(_folder, "server.log");

    /// <summary>Null where this machine has no PostgreSQL.</summary>
    public static async Task<WatchedServer?> StartAsync()
    {
        var binaries = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(Folders("/usr/lib/postgresql").Select(version => $"{version}/bin"))
            .FirstOrDefault(folder => File.Exists($"{folder}/initdb"));
        if (binaries is null)
        {
            return null;
        }

        var folder = (await RunAsync("mktemp", "-d", "/tmp/watched-postgres-XXXXXX")).Trim();
        using var port = new KeptPort();
        var number = port.Number;
        var server = new WatchedServer(binaries, folder, number);
        await RunAsync($"{binaries}/initdb", "-D", $"{folder}/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        // As it is shipped: what the script says is what is tested.
        var settings = await ShellAsync($"set -e; source '{Repository.Path}/scripts/bn/postgres.sh'; postgres_configuration");
        await ShellAsAsync(
            $"cat >> {folder}/data/postgresql.conf", $"{settings}\nfsync = off\nlog_connections = on\nlog_disconnections = on\n");
        port.Release();
        await RunAsync($"{binaries}/pg_ctl", "start", "-D", $"{folder}/data", "-l", server.Log, "-w", "-t", "60", "-o", $"-p {server._port}");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync($"{_binaries}/pg_ctl", "stop", "-D", $"{_folder}/data", "-m", "immediate", "-w");
        await RunAsync("rm", "-rf", _folder);
    }

    /// <summary>What the server has written, whoever may read it.</summary>
    public async Task<string> ReadLogAsync() => await RunAsync("cat", Log);

    private static IEnumerable<string> Folders(string parent) =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent).OrderDescending() : [];

    private static Task<string> RunAsync(string program, params string[] arguments) =>
        StartAsync(Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments], null);

    private static Task<string> ShellAsync(string script) => StartAsync(["bash", "-c", script], null);

    private static Task<string> ShellAsAsync(string script, string input) => StartAsync(
        Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", "bash", "-c", script] : ["bash", "-c", script],
        input);

    private static async Task<string> StartAsync(string[] command, string? input)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        })!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        // Of pg_ctl the server inherits the pipe: its end says nothing.
        var output = command.Contains("start") ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}");
        return await output;
    }
}
