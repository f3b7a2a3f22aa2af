using System.CommandLine;
using System.Globalization;
using BalanceNotifications.Http;
using Spectre.Console;

namespace BalanceNotifications.Simulation;

/// <summary><c>simulate</c>: who would get what of a profile, over invented accounts. Sends nothing.</summary>
internal static class SimulateCommand
{
    private static readonly Option<Uri> Url = ApiOptions.Url();

    private static readonly Option<string> Key = ApiOptions.Key();

    private static readonly Option<string> Practice = new("--practice")
    {
        Description = "Slug of the practice; the profile's name when left out.",
    };

    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "Name of the profile; demo is made when it is missing.",
        DefaultValueFactory = _ => DemoProfile.Name,
    };

    private static readonly Option<int> Accounts = new("--accounts")
    {
        Description = "How many accounts to invent.",
        DefaultValueFactory = _ => 10_000,
    };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "How many days to look ahead, 1 to 366.",
        DefaultValueFactory = _ => 180,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The same seed invents the same accounts.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> PercentWhoPay = new("--percent-who-pay")
    {
        Description = "Of the statements, 0 to 100.",
        DefaultValueFactory = _ => 35,
    };

    private static readonly Option<int> AfterDays = new("--after-days")
    {
        Description = "When they pay, in days after the statement date.",
        DefaultValueFactory = _ => 12,
    };

    public static Command Create()
    {
        var command = new Command("simulate", "Plays a profile ahead of time over invented accounts. Sends nothing.")
        {
            Url, Key, Practice, Profile, Accounts, Days, Seed, PercentWhoPay, AfterDays,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var api = new ApiConnection(arguments.GetRequiredValue(Url), arguments.GetRequiredValue(Key));
        var profile = arguments.GetRequiredValue(Profile);
        try
        {
            var path = await new DemoProfile(api).FindOrMakeAsync(
                arguments.GetValue(Practice) ?? profile, profile, cancellationToken);
            var result = await api.PostAsync<SimulationResult>(
                $"{path}/simulate",
                System.Net.Http.Json.JsonContent.Create(new
                {
                    sample = new { accounts = arguments.GetValue(Accounts), seed = arguments.GetValue(Seed) },
                    days = arguments.GetValue(Days),
                    payments = new
                    {
                        percentWhoPay = arguments.GetValue(PercentWhoPay),
                        afterDays = arguments.GetValue(AfterDays),
                    },
                    items = 0,
                }),
                cancellationToken);
            SimulationTable.Write(AnsiConsole.Console, result);
            // Not by Spectre, which would wrap the line in a narrow terminal.
            Console.Out.WriteLine(result.ToLine());
            return 0;
        }
        catch (ApiException e)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"simulate: {e.Message}"));
            return 1;
        }
    }
}
