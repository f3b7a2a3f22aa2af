using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Templates;

[Collection(ApiFixture.Name)]
public sealed class TemplateEndpointTests(ApiFixture api)
{
    [Fact]
    public async Task A_template_is_created_read_and_saved_with_revisions()
    {
        var path = await api.MakePracticeAsync();
        var created = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var changed = Samples.EmailTemplate();
        changed["label"] = "Second notice";

        var saved = await api.PutAsync($"{path}/templates/{created.Id}", changed, ifMatch: created.ETag);

        Assert.Equal(201, created.Status);
        Assert.Equal($"{path}/templates/{created.Id}", created.Location);
        Assert.Equal((200, "\"2\""), (saved.Status, saved.ETag));
        var read = await api.GetAsync(created.Location!);
        Assert.Equal("Second notice", (string?)read.Body["label"]);
        Assert.Equal("\"2\"", read.ETag);
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"9\"", 412)]
    public async Task A_template_is_not_saved_over_a_revision_nobody_read(string? ifMatch, int status)
    {
        var path = await api.MakePracticeAsync();
        var created = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        Assert.Equal(status, (await api.PutAsync(created.Location!, Samples.EmailTemplate(), ifMatch)).Status);
    }

    [Fact]
    public async Task Everything_wrong_with_a_template_is_named_at_once()
    {
        var path = await api.MakePracticeAsync();

        var empty = await api.PostAsync($"{path}/templates", new { });
        var wrong = await api.PostAsync(
            $"{path}/templates",
            new { channel = "text", subject = "No", text = "{{ patient.diagnosis }}" });

        Assert.Equal(["channel", "label"], empty.Fields.Intersect(["channel", "label"]));
        Assert.Equal(["label", "subject", "text"], wrong.Fields);
    }

    [Fact]
    public async Task A_template_keeps_its_channel()
    {
        var path = await api.MakePracticeAsync();
        var created = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        var refused = await api.PutAsync(created.Location!, Samples.TextTemplate(), created.ETag);

        Assert.Equal(["channel"], refused.Fields);
    }

    [Fact]
    public async Task A_template_that_a_profile_uses_is_not_deleted()
    {
        var path = await api.MakePracticeAsync();
        var used = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var spare = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        Assert.Equal(201, (await api.PostAsync($"{path}/profiles", Samples.Profile(used.Id))).Status);

        var refused = await api.DeleteAsync(used.Location!);

        Assert.Equal((409, "inUse"), (refused.Status, refused.Code));
        Assert.Equal(204, (await api.DeleteAsync(spare.Location!)).Status);
        Assert.Equal(404, (await api.GetAsync(spare.Location!)).Status);
        Assert.Equal(404, (await api.DeleteAsync(spare.Location!)).Status);
    }

    [Fact]
    public async Task A_template_that_was_approved_once_stays_for_what_was_sent_with_it()
    {
        var path = await api.MakePracticeAsync();
        var first = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var second = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(first.Id));
        await api.PostAsync($"{profile.Location}/proof");
        await api.PostAsync($"{profile.Location}/approve");
        await api.PutAsync(profile.Location!, Samples.Profile(second.Id), profile.ETag);
        await api.PostAsync($"{profile.Location}/proof");
        await api.PostAsync($"{profile.Location}/approve");

        Assert.Equal(409, (await api.DeleteAsync(first.Location!)).Status);
    }

    [Fact]
    public async Task A_preview_shows_the_practice_and_sample_values()
    {
        var path = await api.MakePracticeAsync();
        var email = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var text = await api.PostAsync($"{path}/templates", Samples.TextTemplate());

        var mail = await api.PostAsync($"{email.Location}/preview");
        var message = await api.PostAsync($"{text.Location}/preview", new { });

        Assert.Equal("Your balance with North Clinic", (string?)mail.Body["subject"]);
        Assert.Contains("Hello Ann", (string?)mail.Body["html"]);
        Assert.Null(mail.Body["segments"]);
        Assert.StartsWith("North Clinic: you owe $120.00", (string?)message.Body["text"]);
        Assert.Equal(1, (int)message.Body["segments"]!);
    }

    [Fact]
    public async Task A_preview_of_an_account_says_when_no_silo_answers()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        var refused = await api.PostAsync($"{template.Location}/preview", new { account = "100234" });

        Assert.Equal((503, "unavailable"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task The_fields_are_listed()
    {
        var path = await api.MakePracticeAsync();

        var fields = (await api.GetAsync($"{path}/templates/fields")).Body["items"]!.AsArray();

        Assert.Contains("statement.amountDue", fields.Select(field => (string?)field!["name"]));
    }

    [Fact]
    public async Task A_list_is_newest_first_and_pages_do_not_overlap()
    {
        var path = await api.MakePracticeAsync();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await api.PostAsync($"{path}/templates", Samples.EmailTemplate())).Id);
        }

        var seen = new List<string>();
        JsonNode? next = null;
        do
        {
            var page = (await api.GetAsync($"{path}/templates?limit=2{(next is null ? "" : $"&cursor={next}")}")).Body;
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            next = page["next"];
        }
        while (next is not null);

        // Within one millisecond the order of two ids is open.
        Assert.Equal(made.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
    }
}
