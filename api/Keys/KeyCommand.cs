using System.CommandLine;

namespace BalanceNotifications.Keys;

/// <summary>
/// <c>keys create</c>: makes a key straight in the database, for an organisation that has none yet. It asks for no key:
/// who may run it holds the database already.
/// </summary>
internal static class KeyCommand
{
    private static readonly Option<string> Organisation = new("--organisation")
    {
        Description = "The billing service that the key belongs to.",
        Required = true,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "Stands in the audit trail.",
        Required = true,
    };

    private static readonly Option<string[]> Role = new("--role")
    {
        Description = $"One of {string.Join(", ", KeyGrant.KnownRoles)}; may be given more than once.",
        DefaultValueFactory = _ => ["admin"],
    };

    private static readonly Option<string[]> Practice = new("--practice")
    {
        Description = "A slug, or * for all of the organisation, present and future; may be given more than once.",
        DefaultValueFactory = _ => [KeyGrant.EveryPractice],
    };

    /// <summary>Whether the program is to do this instead of serving.</summary>
    public static bool IsMeant(string[] args) => args is ["keys", ..];

    /// <returns>The exit code: 0, or 1 for what was refused.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var create = new Command("create", "Makes a key, and prints its secret this once.")
        {
            Organisation, Name, Role, Practice,
        };
        create.SetAction(CreateAsync);
        return new RootCommand("Serves the API of Balance Notifications.") { new Command("keys", "API keys.") { create } }
            .Parse(args).InvokeAsync();
    }

    private static async Task<int> CreateAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(Name);
        var grant = new KeyGrant(arguments.GetRequiredValue(Practice), arguments.GetRequiredValue(Role));
        var errors = KeyGrant.Validate(grant).Select(error => $"{error.Field}: {error.Message}")
            .Concat(KeyName.IsWellFormed(name) ? [] : [$"name: {KeyName.Rule}"]).ToArray();
        if (errors.Length > 0)
        {
            return await RefuseAsync(string.Join(Environment.NewLine, errors));
        }

        var builder = WebApplication.CreateBuilder();
        // Standard output is for the secret.
        builder.Logging.ClearProviders();
        builder.AddStorage();
        await using var app = builder.Build();
        var created = await app.Services.GetRequiredService<KeyStore>().CreateAsync(
            arguments.GetRequiredValue(Organisation), name, grant, KeyName.Bootstrap, cancellationToken);
        if (created is null)
        {
            return await RefuseAsync("The organisation has, or had, a key of that name.");
        }

        // The secret alone, so that a script can take it.
        Console.Out.WriteLine(created.Secret);
        return 0;
    }

    private static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
