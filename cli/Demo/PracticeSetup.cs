using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Http;

namespace BalanceNotifications.Demo;

/// <summary>Creates a practice as its administrator would: settings, templates, an approved profile.</summary>
internal sealed class PracticeSetup(ApiConnection api)
{
    public async Task CreateAsync(DemoPractice practice, CancellationToken cancellationToken)
    {
        await api.PutAsync(practice.Path, Settings(practice), cancellationToken);
        var email = await CreateAsync($"{practice.Path}/templates", EmailTemplate(), cancellationToken);
        var text = await CreateAsync($"{practice.Path}/templates", TextTemplate(), cancellationToken);

        var profile = await CreateAsync($"{practice.Path}/profiles", Profile(email, text), cancellationToken);
        await api.PostAsync($"{practice.Path}/profiles/{profile}/proof", body: null, cancellationToken);
        await api.PostAsync($"{practice.Path}/profiles/{profile}/approve", body: null, cancellationToken);
    }

    private async Task<string> CreateAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body);
        return (await api.PostAsync<Created>(path, content, cancellationToken)).Id;
    }

    public static JsonObject Settings(DemoPractice practice) => new()
    {
        ["name"] = practice.Name,
        ["timeZone"] = practice.TimeZone,
        ["currency"] = "USD",
        ["phone"] = practice.Phone,
        ["active"] = true,
        ["channels"] = new JsonObject { ["email"] = true, ["text"] = true, ["voice"] = false },
        ["senders"] = new JsonObject
        {
            ["email"] = new JsonObject { ["from"] = $"billing@{practice.Slug}.example" },
            ["text"] = new JsonObject { ["from"] = practice.Phone },
        },
        ["contactHours"] = new JsonObject
        {
            ["opens"] = "08:00",
            ["closes"] = "20:00",
            // All seven, so that the demo shows the same on a Sunday.
            ["days"] = new JsonArray("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        },
        ["minimumBalance"] = 5.00m,
    };

    public static JsonObject EmailTemplate() => new()
    {
        ["label"] = "Statement by e-mail",
        ["channel"] = "email",
        ["language"] = "en",
        ["subject"] = "Your balance with {{ practice.name }}",
        ["html"] = """
            <p>Hello {{ guarantor.firstName }},</p>
            <p>your balance with {{ practice.name }} is <strong>{{ statement.amountDue }}</strong>,
            due {{ statement.dueDate }}.</p>
            <p><a href="{{ quickPay.url }}">Pay now</a>, or call {{ practice.phone }}.</p>
            <p><a href="{{ unsubscribe.url }}">No e-mails like this, please</a></p>
            """,
        ["text"] = """
            Hello {{ guarantor.firstName }},

            your balance with {{ practice.name }} is {{ statement.amountDue }}, due {{ statement.dueDate }}.

            Pay: {{ quickPay.url }}
            Questions: {{ practice.phone }}
            No e-mails like this, please: {{ unsubscribe.url }}
            """,
        ["active"] = true,
    };

    public static JsonObject TextTemplate() => new()
    {
        ["label"] = "Statement by text",
        ["channel"] = "text",
        ["language"] = "en",
        ["text"] = "{{ practice.name }}: {{ statement.amountDue }} due {{ statement.dueDate }}. Pay {{ quickPay.url }} STOP to end",
        ["active"] = true,
    };

    private static JsonObject Profile(string emailTemplate, string textTemplate) => new()
    {
        ["name"] = "Standard",
        ["usedFor"] = "statements",
        ["default"] = true,
        ["dueDays"] = 21,
        ["cycleDays"] = 28,
        ["dunningLevels"] = 4,
        ["minimumBalance"] = 5.00m,
        // Two audiences that share everybody between them: exactly one notification a statement.
        ["notifications"] = new JsonArray(
            Rule("paperless", "email", "paperless", emailTemplate), Rule("paper", "text", "notPaperless", textTemplate)),
    };

    private static JsonObject Rule(string id, string channel, string audience, string template) => new()
    {
        ["id"] = id,
        ["level"] = null,
        ["channel"] = channel,
        ["send"] = "on",
        ["anchor"] = "statementDate",
        ["days"] = 0,
        ["time"] = "08:30",
        ["template"] = template,
        ["purpose"] = "statement",
        ["audience"] = audience,
    };
}
