using System.CommandLine;
using System.CommandLine.Parsing;

namespace BalanceNotifications.Http;

/// <summary>What every command that talks to the API takes.</summary>
internal static class ApiOptions
{
    public static Option<Uri> Url() => new("--url")
    {
        Description = "Where the API is.",
        CustomParser = ReadUrl,
        DefaultValueFactory = _ => new Uri(Variable("BN_URL") ?? "http://127.0.0.1:8080"),
    };

    public static Option<string> Key() => new("--key")
    {
        Description = "The API key; BN_KEY when it is left out, which no other user of the machine can read.",
        DefaultValueFactory = _ => Variable("BN_KEY") ?? "",
    };

    private static Uri? ReadUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url))
        {
            return url;
        }

        argument.AddError("--url takes an absolute URL, such as http://127.0.0.1:8080.");
        return null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
