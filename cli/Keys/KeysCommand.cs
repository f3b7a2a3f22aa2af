using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using BalanceNotifications.Http;

namespace BalanceNotifications.Keys;

/// <summary>
/// <c>keys</c>: lists, makes, rotates and revokes API keys, with the rights of the key it is given. The first key of an
/// organisation is made by the api's own program (<c>keys create</c>), which needs none.
/// </summary>
internal static class KeysCommand
{
    private const string Path = "/v1/keys";

    private static readonly Option<Uri> Url = ApiOptions.Url();
    private static readonly Option<string> Key = ApiOptions.Key();
    private static readonly Argument<Guid> Id = new("id") { Description = "Of the key, as the list shows it." };
    private static readonly Option<string> Name = new("--name") { Description = "Stands in the audit trail.", Required = true };

    private static readonly Option<string[]> Role = new("--role")
    {
        Description = "admin, biller, viewer or integration; may be given more than once.",
        Required = true,
    };

    private static readonly Option<string[]> Practice = new("--practice")
    {
        Description = "A slug, or * for all; may be given more than once.",
        Required = true,
    };

    private static readonly Option<int> OverlapHours = new("--overlap-hours")
    {
        Description = "How long the older secret stays good.",
        DefaultValueFactory = _ => 24,
    };

    public static Command Create() => new("keys", "Lists, makes, rotates and revokes API keys.")
    {
        With(new("list", "Newest first.") { Url, Key }, ListAsync),
        With(new("create", "Makes a key, and prints its secret this once.") { Url, Key, Name, Role, Practice }, CreateAsync),
        With(new("rotate", "Prints a new secret; the older one stays good for a while.") { Id, Url, Key, OverlapHours }, RotateAsync),
        With(new("revoke", "Ends all secrets of a key.") { Id, Url, Key }, RevokeAsync),
    };

    private static Command With(Command command, Func<ApiConnection, ParseResult, CancellationToken, Task> action)
    {
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var api = new ApiConnection(arguments.GetRequiredValue(Url), arguments.GetRequiredValue(Key));
            try
            {
                await action(api, arguments, cancellationToken);
                return 0;
            }
            catch (ApiException e)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"keys: {e.Message}"));
                return 1;
            }
        });
        return command;
    }

    private static async Task ListAsync(ApiConnection api, ParseResult arguments, CancellationToken cancellationToken)
    {
        var next = "";
        do
        {
            var page = await api.GetAsync<KeyPage>($"{Path}?limit=500{next}", cancellationToken);
            foreach (var key in page.Items)
            {
                Console.Out.WriteLine(key.ToString());
            }

            next = page.Next is null ? null : $"&cursor={page.Next}";
        }
        while (next is not null);
    }

    private static async Task CreateAsync(ApiConnection api, ParseResult arguments, CancellationToken cancellationToken) =>
        Show(await api.PostAsync<IssuedKey>(
            Path,
            JsonContent.Create(new
            {
                name = arguments.GetRequiredValue(Name),
                practices = arguments.GetRequiredValue(Practice),
                roles = arguments.GetRequiredValue(Role),
            }),
            cancellationToken));

    private static async Task RotateAsync(ApiConnection api, ParseResult arguments, CancellationToken cancellationToken) =>
        Show(await api.PostAsync<IssuedKey>(
            $"{Path}/{arguments.GetRequiredValue(Id)}/rotate",
            JsonContent.Create(new { overlapHours = arguments.GetValue(OverlapHours) }),
            cancellationToken));

    private static Task RevokeAsync(ApiConnection api, ParseResult arguments, CancellationToken cancellationToken) =>
        api.DeleteAsync($"{Path}/{arguments.GetRequiredValue(Id)}", cancellationToken);

    // The secret alone, so that a script can take it.
    private static void Show(IssuedKey issued) => Console.Out.WriteLine(issued.Secret);
}

/// <summary>A key with the secret that is shown once.</summary>
internal sealed record IssuedKey(string Id, string Secret);

internal sealed record KeyPage(IReadOnlyList<ListedKey> Items, string? Next);

/// <param name="LastUsedAt">Null until the first use.</param>
/// <param name="RevokedAt">Null while it is good.</param>
internal sealed record ListedKey(
    string Id, string Name, IReadOnlyList<string> Practices, IReadOnlyList<string> Roles, string? LastUsedAt,
    string? RevokedAt)
{
    public override string ToString() => string.Join(
        '\t', Id, Name, string.Join(',', Roles), string.Join(',', Practices),
        RevokedAt is null ? $"used {LastUsedAt ?? "never"}" : $"revoked {RevokedAt}");
}
