using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Demo;
using BalanceNotifications.Http;

namespace BalanceNotifications.Simulation;

/// <summary>Finds a profile by its name; practice and profile <c>demo</c> are made when they are missing.</summary>
internal sealed class DemoProfile(ApiConnection api)
{
    public const string Name = "demo";

    private static readonly DemoPractice Clinic =
        new(Name, "Demo Clinic", "America/Chicago", "+13125550100", FirstRow: 0, Rows: 0);

    /// <returns>The profile's path.</returns>
    /// <exception cref="ApiException">There is no such practice or profile, and it is not demo.</exception>
    public async Task<string> FindOrMakeAsync(string practice, string profile, CancellationToken cancellationToken)
    {
        var path = $"/v1/practices/{Uri.EscapeDataString(practice)}";
        var mayMake = practice == Name && profile == Name;
        if (mayMake && !await api.ExistsAsync(path, cancellationToken))
        {
            var settings = PracticeSetup.Settings(Clinic);
            settings["costs"] = new JsonObject
            {
                ["paperStatement"] = 0.85m,
                ["email"] = 0.001m,
                ["textSegment"] = 0.0083m,
                ["voiceMinute"] = 0.014m,
            };
            await api.PutAsync(path, settings, cancellationToken);
        }

        var found = await FindAsync(path, profile, cancellationToken);
        return found ?? (mayMake
            ? await MakeAsync(path, cancellationToken)
            : throw new ApiException($"Practice {practice} has no profile {profile}."));
    }

    private async Task<string?> FindAsync(string path, string profile, CancellationToken cancellationToken)
    {
        for (var cursor = ""; ;)
        {
            var page = await api.GetAsync<ProfilePage>($"{path}/profiles?limit=500{cursor}", cancellationToken);
            if (page.Items.FirstOrDefault(item => item.Name == profile) is { } found)
            {
                return $"{path}/profiles/{found.Id}";
            }

            if (page.Next is null)
            {
                return null;
            }

            cursor = $"&cursor={Uri.EscapeDataString(page.Next)}";
        }
    }

    private async Task<string> MakeAsync(string path, CancellationToken cancellationToken)
    {
        var email = await CreateAsync($"{path}/templates", PracticeSetup.EmailTemplate(), cancellationToken);
        var text = await CreateAsync($"{path}/templates", PracticeSetup.TextTemplate(), cancellationToken);
        var profile = $"{path}/profiles/{await CreateAsync($"{path}/profiles", Body(email, text), cancellationToken)}";
        await api.PostAsync($"{profile}/proof", body: null, cancellationToken);
        await api.PostAsync($"{profile}/approve", body: null, cancellationToken);
        return profile;
    }

    private async Task<string> CreateAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body);
        return (await api.PostAsync<Created>(path, content, cancellationToken)).Id;
    }

    // The four uses of the product: instead of paper, beside it before and after the due date, last, and for a card.
    private static JsonObject Body(string email, string text) => new()
    {
        ["name"] = Name,
        ["usedFor"] = "statements",
        ["default"] = true,
        ["dueDays"] = 21,
        ["cycleDays"] = 28,
        ["dunningLevels"] = 4,
        ["minimumBalance"] = 5.00m,
        ["paymentRule"] = new JsonObject { ["percent"] = 10, ["reset"] = "minusOne" },
        ["notifications"] = new JsonArray(
            Rule("bill", "email", "paperless", "statement", email, "on", "statementDate", 0, "09:00"),
            Rule("soon", "text", "notPaperless", "reminder", text, "before", "dueDate", 3, "10:30"),
            Rule("late", "email", "everyone", "pastDue", email, "after", "dueDate", 4, "18:30"),
            Rule("final", "text", "everyone", "finalNotice", text, "after", "dueDate", 6, "11:00", level: 4),
            Rule("card", "email", "cardOnFile", "cardCharge", email, "before", "dueDate", 2, "08:15")),
    };

    private static JsonObject Rule(
        string id, string channel, string audience, string purpose, string template, string send, string anchor,
        int days, string time, int? level = null) => new()
        {
            ["id"] = id,
            ["level"] = level,
            ["channel"] = channel,
            ["send"] = send,
            ["anchor"] = anchor,
            ["days"] = days,
            ["time"] = time,
            ["template"] = template,
            ["purpose"] = purpose,
            ["audience"] = audience,
        };

    private sealed record ProfilePage(IReadOnlyList<ListedProfile> Items, string? Next);

    private sealed record ListedProfile(string Id, string Name);
}
