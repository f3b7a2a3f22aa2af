using System.CommandLine;
using System.Globalization;
using BalanceNotifications.Http;
using Spectre.Console;

namespace BalanceNotifications.Demo;

/// <summary><c>demo</c>: from two new practices to an outbox full of notifications, shown as it goes.</summary>
internal static class DemoCommand
{
    private static readonly Option<Uri> Url = ApiOptions.Url();

    private static readonly Option<string> Key = ApiOptions.Key();

    private static readonly Option<DateOnly> Date = new("--date")
    {
        Description = "The cluster's date, for the statements.",
        Required = true,
    };

    private static readonly Option<TimeSpan> Offset = new("--offset")
    {
        Description = "How far the cluster's clock is ahead of the real one.",
    };

    private static readonly Option<FileInfo> Csv = new("--csv") { Description = "The statements.", Required = true };

    private static readonly Option<DirectoryInfo> Outbox = new("--outbox")
    {
        Description = "Where the cluster puts what it sends.",
        Required = true,
    };

    private static readonly Option<bool> Exit = new("--exit")
    {
        Description = "The cluster is stopped afterwards, so do not say where to look next.",
    };

    public static Command Create()
    {
        var command = new Command("demo", "Shows 1,000 invented statements from upload to outbox.")
        {
            Url, Key, Date, Offset, Csv, Outbox, Exit,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var api = new ApiConnection(arguments.GetRequiredValue(Url), arguments.GetRequiredValue(Key));
        var settings = new DemoSettings(
            arguments.GetRequiredValue(Url),
            arguments.GetRequiredValue(Date),
            arguments.GetValue(Offset),
            arguments.GetRequiredValue(Csv),
            arguments.GetRequiredValue(Outbox),
            StaysUp: !arguments.GetValue(Exit));
        try
        {
            var totals = await new DemoRun(settings, api, TimeProvider.System, AnsiConsole.Console).RunAsync(cancellationToken);
            // Not by Spectre, which would wrap the line in a narrow terminal.
            Console.Out.WriteLine(totals.ToString());
            return 0;
        }
        catch (Exception e) when (e is ApiException or DemoFailedException or IOException)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"demo: {e.Message}"));
            return 1;
        }
    }
}
