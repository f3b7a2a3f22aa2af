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
    [Trait("Rule", "V24")]
    public async Task A_template_begins_as_a_copy_of_another_and_goes_its_own_way()
    {
        var path = await api.MakePracticeAsync();
        var original = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var words = (await api.GetAsync(original.Location!)).Body;
        var begun = new JsonObject { ["label"] = "Second notice" };
        foreach (var part in (string[])["channel", "language", "subject", "html"])
        {
            begun[part] = words[part]!.DeepClone();
        }

        var copy = await api.PostAsync($"{path}/templates", begun);
        begun["subject"] = "A reminder from {{ practice.name }}";
        var edited = await api.PutAsync(copy.Location!, begun, copy.ETag);

        Assert.Equal((201, 200), (copy.Status, edited.Status));
        Assert.Equal((string?)words["html"], (string?)edited.Body["html"]);
        Assert.Equal(words.ToJsonString(), (await api.GetAsync(original.Location!)).Body.ToJsonString());
    }

    [Fact]
    [Trait("Rule", "V21")]
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
    [Trait("Rule", "V25")]
    public async Task A_template_keeps_its_channel()
    {
        var path = await api.MakePracticeAsync();
        var created = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        var refused = await api.PutAsync(created.Location!, Samples.TextTemplate(), created.ETag);

        Assert.Equal(["channel"], refused.Fields);
    }

    [Fact]
    [Trait("Rule", "V33")]
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
    [Trait("Rule", "V33")]
    public async Task A_template_in_force_becomes_inactive_only_together_with_a_replacement()
    {
        var path = await api.MakePracticeAsync();
        var used = await UseAsync(path);
        var other = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        var refused = await api.PutAsync(used.Location!, Retired(), used.ETag);
        var replaced = await api.PutAsync(used.Location!, Retired(other.Id), used.ETag);

        Assert.Equal((409, "inUse"), (refused.Status, refused.Code));
        Assert.Equal((200, other.Id), (replaced.Status, (string?)replaced.Body["replacement"]));
        Assert.Equal("inUse", (await api.PutAsync(other.Location!, Retired(), other.ETag)).Code);
        Assert.Equal("inUse", (await api.DeleteAsync(other.Location!)).Code);
    }

    [Fact]
    [Trait("Rule", "V33")]
    public async Task A_template_that_nothing_uses_simply_becomes_inactive()
    {
        var path = await api.MakePracticeAsync();
        var spare = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        Assert.Equal(200, (await api.PutAsync(spare.Location!, Retired(), spare.ETag)).Status);

        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(spare.Id));
        Assert.Equal(["notifications[0].template"], profile.Fields);
    }

    [Fact]
    [Trait("Rule", "V33")]
    public async Task A_replacement_is_another_active_template_of_the_same_channel()
    {
        var path = await api.MakePracticeAsync();
        var used = await UseAsync(path);
        var text = await api.PostAsync($"{path}/templates", Samples.TextTemplate());
        var inactive = await api.PostAsync($"{path}/templates", Retired());

        foreach (var wrong in new[] { used.Id, text.Id, inactive.Id, $"{Guid.CreateVersion7()}" })
        {
            Assert.Equal(["replacement"], (await api.PutAsync(used.Location!, Retired(wrong), used.ETag)).Fields);
        }
    }

    [Fact]
    public async Task A_text_shows_segments_and_encoding_in_each_language()
    {
        var path = await api.MakePracticeAsync();
        var template = Samples.TextTemplate();
        template["variants"] = new JsonArray(
            new JsonObject { ["language"] = "zh", ["text"] = "{{ statement.dueDate }}" });

        var text = await api.PostAsync($"{path}/templates", template);
        var email = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());

        Assert.Equal((1, "gsm7"), ((int)text.Body["segments"]!, (string?)text.Body["encoding"]));
        Assert.Equal("ucs2", (string?)text.Body["variants"]![0]!["encoding"]);
        Assert.Null(email.Body["segments"]);
    }

    [Fact]
    public async Task A_variant_is_checked_like_the_template_itself()
    {
        var path = await api.MakePracticeAsync();
        var template = Samples.EmailTemplate();
        template["variants"] = new JsonArray(
            null, new JsonObject { ["language"] = "es", ["subject"] = "Hola", ["text"] = "{{ visit.reason }}" });

        var refused = await api.PostAsync($"{path}/templates", template);

        Assert.Equal("variants[0]", refused.Fields[0]);
        Assert.Equal("variants[1].text", refused.Fields[^1]);
    }

    [Fact]
    public async Task A_preview_is_in_the_language_that_is_asked_for()
    {
        var path = await api.MakePracticeAsync();
        var body = Samples.EmailTemplate();
        body["variants"] = new JsonArray(new JsonObject
        {
            ["language"] = "es",
            ["subject"] = "Su saldo",
            ["text"] = "Pague antes del {{ statement.dueDate }}.",
        });
        var template = await api.PostAsync($"{path}/templates", body);

        var spanish = await api.PostAsync($"{template.Location}/preview", new { language = "es-US" });
        var own = await api.PostAsync($"{template.Location}/preview", new { language = "vi" });
        var wrong = await api.PostAsync($"{template.Location}/preview", new { language = "?" });

        Assert.Equal("Pague antes del 14 de diciembre de 2026.", (string?)spanish.Body["text"]);
        Assert.Equal(("es", "en"), ((string?)spanish.Body["language"], (string?)own.Body["language"]));
        Assert.Equal(["language"], wrong.Fields);
    }

    [Fact]
    public async Task Revisions_of_a_template_stay_readable()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var changed = Samples.EmailTemplate();
        changed["subject"] = "Second";
        await api.PutAsync(template.Location!, changed, template.ETag, ApiKeys.Biller);

        var revisions = (await api.GetAsync($"{template.Location}/revisions")).Body["items"]!.AsArray();
        var newest = await api.GetAsync($"{template.Location}/revisions?limit=1");
        var first = await api.GetAsync($"{template.Location}/revisions?limit=1&cursor={newest.Body["next"]}");

        Assert.Equal([2, 1], revisions.Select(revision => (int)revision!["revision"]!));
        Assert.Equal(ApiKeys.Biller, (string?)revisions[0]!["createdBy"]);
        Assert.Equal("Your balance with {{ practice.name }}", (string?)first.Body["items"]![0]!["template"]!["subject"]);
        Assert.Equal(404, (await api.GetAsync($"{path}/templates/{Guid.CreateVersion7()}/revisions")).Status);
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
    [Trait("Rule", "V27")]
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

    private async Task<Answer> UseAsync(string path)
    {
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id));
        await api.PostAsync($"{profile.Location}/proof");
        Assert.Equal(200, (await api.PostAsync($"{profile.Location}/approve")).Status);
        return template;
    }

    private static JsonObject Retired(string? replacement = null)
    {
        var template = Samples.EmailTemplate();
        template["active"] = false;
        template["replacement"] = replacement;
        return template;
    }
}
