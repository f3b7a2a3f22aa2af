using System.Text.Json.Nodes;

namespace BalanceNotifications.Fixtures;

/// <summary>Request bodies that are right; a test changes what it is about.</summary>
internal static class Samples
{
    public static JsonObject Practice() => new()
    {
        ["name"] = "North Clinic",
        ["timeZone"] = "America/Chicago",
        ["currency"] = "USD",
        ["phone"] = "+13125550100",
    };

    public static JsonObject TextTemplate() => new()
    {
        ["label"] = "Short notice",
        ["channel"] = "text",
        ["text"] = "{{ practice.name }}: you owe {{ statement.amountDue }}. Pay: {{ quickPay.url }}",
    };

    public static JsonObject EmailTemplate() => new()
    {
        ["label"] = "First notice",
        ["channel"] = "email",
        ["language"] = "en",
        ["subject"] = "Your balance with {{ practice.name }}",
        ["html"] = "<p>Hello {{ guarantor.firstName }}, you owe {{ statement.amountDue }}: {{ quickPay.url }}</p>",
    };

    public static JsonObject Profile(string template, string name = "Standard") => new()
    {
        ["name"] = name,
        ["usedFor"] = "statements",
        ["notifications"] = new JsonArray(Rule(template)),
    };

    public static JsonObject Rule(string template) => new()
    {
        ["id"] = "first",
        ["level"] = 1,
        ["channel"] = "email",
        ["send"] = "on",
        ["anchor"] = "statementDate",
        ["time"] = "09:00",
        ["template"] = template,
        ["purpose"] = "statement",
    };
}
