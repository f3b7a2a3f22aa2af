using System.Globalization;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Uses;

/// <summary>What a practice's staff do at their desk, in their own words, over HTTP.</summary>
internal sealed class PracticeDesk(DrivenTown town)
{
    public async Task OpenAsync(Action<JsonObject>? change = null)
    {
        var practice = Samples.Practice();
        practice["channels"] = new JsonObject { ["email"] = true, ["text"] = true };
        practice["senders"] = new JsonObject
        {
            ["email"] = new JsonObject { ["from"] = "billing@north.example" },
            ["text"] = new JsonObject { ["from"] = "+13125550111" },
        };
        change?.Invoke(practice);
        await town.PutAsync("", practice);
    }

    public async Task<string> WriteEmailAsync(string html) =>
        (string)(await town.PostAsync("/templates", new JsonObject
        {
            ["label"] = "E-mail",
            ["channel"] = "email",
            ["subject"] = "Your balance with {{ practice.name }}",
            ["html"] = html,
        }))["id"]!;

    public async Task<string> WriteTextAsync(string text) =>
        (string)(await town.PostAsync("/templates", new JsonObject
        {
            ["label"] = "Text",
            ["channel"] = "text",
            ["text"] = text,
        }))["id"]!;

    /// <summary>Saves the default profile, has it proofed, approves it.</summary>
    public async Task ApproveProfileAsync(JsonObject profile)
    {
        profile["name"] = "Standard";
        profile["usedFor"] = "statements";
        profile["default"] = true;
        var id = (string)(await town.PostAsync("/profiles", profile))["id"]!;
        await town.PostAsync($"/profiles/{id}/proof");
        await town.PostAsync($"/profiles/{id}/approve");
    }

    /// <summary>Takes a guarantor in, who wants e-mails and texts.</summary>
    public Task RegisterAsync(
        string account, string firstName, bool paperless, JsonObject? card = null, string phone = "+13125550123") =>
        town.PutAsync($"/accounts/{account}", new JsonObject
        {
            ["guarantor"] = new JsonObject { ["firstName"] = firstName, ["lastName"] = "Example" },
            ["email"] = Email(firstName),
            ["phone"] = phone,
            ["timeZone"] = "America/Chicago",
            ["switches"] = new JsonObject
            {
                ["paperless"] = paperless ? "optedIn" : "optedOut",
                ["email"] = "optedIn",
                ["text"] = "optedIn",
            },
            ["consent"] = new JsonObject
            {
                ["at"] = "2026-01-05T10:00:00-06:00",
                ["source"] = "intake form",
                ["wording"] = "Yes, text me about my bill.",
            },
            ["cardOnFile"] = card,
        });

    public Task BillAsync(
        string account, string statement, DateOnly date, decimal amount, int dueDays = 21, DateOnly? cardChargeDate = null) =>
        town.PostAsync($"/accounts/{account}/statements", new JsonObject
        {
            ["statementId"] = statement,
            ["statementDate"] = Text(date),
            ["dueDate"] = Text(date.AddDays(dueDays)),
            ["amountDue"] = amount,
            ["currentBalance"] = amount,
            ["cardChargeDate"] = cardChargeDate is { } charge ? Text(charge) : null,
        });

    public Task PayAsync(string account, string posting, decimal amount, DateTimeOffset at) =>
        town.PostAsync($"/accounts/{account}/postings", new JsonObject
        {
            ["postingId"] = posting,
            ["type"] = "payment",
            ["amount"] = amount,
            ["at"] = at.ToString("O", CultureInfo.InvariantCulture),
        });

    public static string Email(string firstName) => $"{firstName.ToLowerInvariant()}@home.example";

    /// <summary>What arrived at a guarantor's mailbox, as subject and text, in order.</summary>
    public IReadOnlyList<string> MailboxOf(string firstName) =>
    [
        .. town.Relay.Received
            .Where(mail => mail.Message.To.Mailboxes.Single().Address == Email(firstName))
            .Select(mail => mail.Message.TextBody!.Trim()),
    ];

    /// <summary>What arrived on the guarantor's phone, in order.</summary>
    public IReadOnlyList<string?> Phone =>
        [.. town.Twilio.Requests.Select(request => request.Form.GetValueOrDefault("Body"))];

    /// <summary>The labels that history shows for an account, oldest plan first.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(string account) =>
        [.. (await town.ListAsync($"/notifications?account={account}&order=asc")).Select(item => (string)item!["label"]!)];

    public static JsonObject Rule(
        string id, string channel, string template, string send, string anchor, int days, string purpose,
        string audience = "everyone", int? level = null) => new()
        {
            ["id"] = id,
            ["level"] = level,
            ["channel"] = channel,
            ["send"] = send,
            ["anchor"] = anchor,
            ["days"] = days,
            ["time"] = "09:00",
            ["template"] = template,
            ["purpose"] = purpose,
            ["audience"] = audience,
        };

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
