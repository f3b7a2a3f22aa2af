using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Profiles;

[Collection(ApiFixture.Name)]
public sealed class ProfileEndpointTests(ApiFixture api)
{
    [Fact]
    public async Task A_profile_left_at_its_defaults_is_complete()
    {
        var (path, template) = await SetUpAsync();

        var created = await api.PostAsync($"{path}/profiles", Samples.Profile(template));

        Assert.Equal((201, "\"1\""), (created.Status, created.ETag));
        var body = created.Body;
        Assert.Equal((21, 28, 4), ((int)body["dueDays"]!, (int)body["cycleDays"]!, (int)body["dunningLevels"]!));
        Assert.False((bool)body["default"]!);
        Assert.True((bool)body["clearPreCollections"]!);
        Assert.Null(body["approvedRevision"]);
        var rule = Assert.Single(body["notifications"]!.AsArray())!;
        Assert.Equal(("everyone", 24), ((string)rule["audience"]!, (int)rule["expiresAfterHours"]!));
        Assert.Equal((template, "09:00"), ((string)rule["template"]!, (string)rule["time"]!));
    }

    [Fact]
    [Trait("Rule", "V12")]
    [Trait("Rule", "V13")]
    [Trait("Rule", "V14")]
    [Trait("Rule", "V18")]
    public async Task A_cadence_over_every_channel_is_added_to_a_profile_with_templates_that_another_uses()
    {
        var (path, email) = await SetUpAsync();
        var text = (await api.PostAsync($"{path}/templates", Samples.TextTemplate())).Id;
        var call = (await api.PostAsync(
            $"{path}/templates", new { label = "Call", channel = "voice", text = "Please call {{ practice.name }}." })).Id;
        await api.PostAsync($"{path}/profiles", Samples.Profile(email, "Another"));
        var profile = Samples.Profile(email);
        profile["notifications"] = new JsonArray();
        var created = await api.PostAsync($"{path}/profiles", profile);
        profile["notifications"] = new JsonArray(
            Rule("letter", "email", email, "on", 0), Rule("soon", "text", text, "before", 3), Rule("late", "voice", call, "after", 5));

        var saved = await api.PutAsync(created.Location!, profile, created.ETag);
        var read = await api.GetAsync(created.Location!);

        Assert.Equal((201, 200), (created.Status, saved.Status));
        Assert.Equal(
            [$"letter email on 0 {email}", $"soon text before 3 {text}", $"late voice after 5 {call}"],
            read.Body["notifications"]!.AsArray().Select(rule =>
                $"{rule!["id"]} {rule["channel"]} {rule["send"]} {rule["days"]} {rule["template"]}"));
    }

    [Fact]
    public async Task Everything_wrong_with_a_profile_is_named_at_once()
    {
        var (path, _) = await SetUpAsync();

        var refused = await api.PostAsync($"{path}/profiles", new
        {
            dueDays = 400,
            minimumBalance = 1.005m,
            paymentRule = new { percent = 10 },
            notifications = new object?[]
            {
                new { id = "first", send = "before", channel = "email", anchor = "dueDate", time = "09:00", purpose = "reminder", template = "standard" },
                null,
            },
        });

        Assert.Equal((400, "invalid"), (refused.Status, refused.Code));
        Assert.Equal(
            [
                "dueDays", "minimumBalance", "name", "notifications[0].days", "notifications[0].template",
                "notifications[1]", "paymentRule.reset",
            ],
            refused.Fields.Where(field => !field.StartsWith("notifications[1].", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_profile_names_templates_of_its_own_practice()
    {
        var (_, foreign) = await SetUpAsync();
        var (path, _) = await SetUpAsync();

        var refused = await api.PostAsync($"{path}/profiles", Samples.Profile(foreign));

        Assert.Equal(["notifications[0].template"], refused.Fields);
    }

    [Fact]
    public async Task A_time_outside_contact_hours_is_accepted_with_a_warning()
    {
        var (path, template) = await SetUpAsync();
        var profile = Samples.Profile(template);
        profile["notifications"]![0]!["time"] = "06:30";

        var created = await api.PostAsync($"{path}/profiles", profile);

        Assert.Equal(201, created.Status);
        Assert.Equal(
            "notifications[0].time", (string?)Assert.Single(created.Body["warnings"]!.AsArray())!["field"]);
    }

    [Fact]
    public async Task Two_profiles_cannot_have_the_same_name()
    {
        var (path, template) = await SetUpAsync();
        await api.PostAsync($"{path}/profiles", Samples.Profile(template, "Standard"));

        var refused = await api.PostAsync($"{path}/profiles", Samples.Profile(template, "STANDARD"));

        Assert.Equal((409, "nameTaken"), (refused.Status, refused.Code));
    }

    [Fact]
    [Trait("Rule", "V9")]
    [Trait("Rule", "V36")]
    public async Task One_profile_is_the_default_for_a_use()
    {
        var (path, template) = await SetUpAsync();
        var first = await api.PostAsync($"{path}/profiles", Default(template, "First", "statements"));

        var second = await api.PostAsync($"{path}/profiles", Default(template, "Second", "statements"));
        var invoices = await api.PostAsync($"{path}/profiles", Default(template, "Third", "invoices"));
        var again = await api.PutAsync(first.Location!, Default(template, "First", "statements"), first.ETag);

        Assert.Equal((409, "defaultExists"), (second.Status, second.Code));
        Assert.Equal(201, invoices.Status);
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task Profiles_made_at_once_do_not_get_the_same_name()
    {
        var (path, template) = await SetUpAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => api.PostAsync($"{path}/profiles", Samples.Profile(template))));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal("nameTaken", answer.Code));
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"9\"", 412)]
    public async Task A_profile_is_not_saved_over_a_revision_nobody_read(string? ifMatch, int status)
    {
        var (path, template) = await SetUpAsync();
        var created = await api.PostAsync($"{path}/profiles", Samples.Profile(template));

        Assert.Equal(status, (await api.PutAsync(created.Location!, Samples.Profile(template), ifMatch)).Status);
    }

    private static JsonObject Rule(string id, string channel, string template, string send, int days) => new()
    {
        ["id"] = id,
        ["channel"] = channel,
        ["template"] = template,
        ["send"] = send,
        ["days"] = days,
        ["anchor"] = "dueDate",
        ["time"] = "09:00",
        ["purpose"] = send == "on" ? "statement" : "reminder",
    };

    private static JsonObject Default(string template, string name, string usedFor)
    {
        var profile = Samples.Profile(template, name);
        profile["default"] = true;
        profile["usedFor"] = usedFor;
        return profile;
    }

    private async Task<(string Path, string Template)> SetUpAsync()
    {
        var path = await api.MakePracticeAsync();
        return (path, (await api.PostAsync($"{path}/templates", Samples.EmailTemplate())).Id);
    }
}
