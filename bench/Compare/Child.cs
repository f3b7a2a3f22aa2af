using System.Diagnostics;
using System.Text.Json;

namespace BalanceNotifications.Bench.Compare;

/// <summary>
/// One run in a process of its own, so that no competitor inherits what another has compiled, or left to collect.
/// </summary>
internal static class Child
{
    /// <returns>Its result; null when it failed, which stands on standard error.</returns>
    public static async Task<T?> RunAsync<T>(params string[] args)
        where T : class
    {
        await Console.Error.WriteLineAsync($"bench {string.Join(' ', args)}");
        var start = new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        var json = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        await Console.Error.WriteLineAsync(json ?? $"failed with {child.ExitCode}");
        return child.ExitCode == 0 && json is not null ? JsonSerializer.Deserialize<T>(json) : null;
    }
}
