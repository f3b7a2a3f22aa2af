using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Templates;

/// <summary>Collector mode over HTTP.</summary>
[Collection(ApiFixture.Name)]
public sealed class CollectorModeTests(ApiFixture api)
{
    [Fact]
    public async Task A_collectors_template_without_a_way_out_is_not_saved()
    {
        var path = $"/v1/practices/collector-{Guid.CreateVersion7():n}"[..40];
        var practice = Samples.Practice();
        practice["collectorMode"] = true;
        Assert.Equal(201, (await api.PutAsync(path, practice)).Status);

        var refused = await api.PostAsync($"{path}/templates", Samples.TextTemplate());
        var right = Samples.TextTemplate();
        right["text"] = "{{ practice.name }}: you owe {{ statement.amountDue }}. Reply STOP to end.";

        Assert.Equal(["text"], refused.Fields);
        Assert.Equal(201, (await api.PostAsync($"{path}/templates", right)).Status);
    }

    [Fact]
    public async Task The_mode_is_not_switched_on_over_templates_that_offend()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.TextTemplate());
        var practice = Samples.Practice();
        practice["collectorMode"] = true;

        var refused = await api.PutAsync(path, practice, ifMatch: "\"1\"");

        Assert.Equal(["collectorMode"], refused.Fields);
        Assert.Contains(template.Id, refused.Text, StringComparison.Ordinal);
        var retired = Samples.TextTemplate();
        retired["active"] = false;
        Assert.Equal(200, (await api.PutAsync(template.Location!, retired, template.ETag)).Status);
        Assert.Equal(200, (await api.PutAsync(path, practice, ifMatch: "\"1\"")).Status);
    }

    [Fact]
    public async Task The_mode_is_not_switched_on_over_a_revision_in_force_that_offends()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id));
        await api.PostAsync($"{profile.Location}/proof");
        await api.PostAsync($"{profile.Location}/approve");
        var mended = Samples.EmailTemplate();
        mended["html"] = "<p>You owe {{ statement.amountDue }}. <a href=\"{{ unsubscribe.url }}\">Stop</a></p>";
        Assert.Equal(200, (await api.PutAsync(template.Location!, mended, template.ETag)).Status);
        var practice = Samples.Practice();
        practice["collectorMode"] = true;

        var refused = await api.PutAsync(path, practice, ifMatch: "\"1\"");

        Assert.Equal(["collectorMode"], refused.Fields);
        Assert.Contains($"Revision 1 of template {template.Id}", refused.Text, StringComparison.Ordinal);
        await api.PostAsync($"{profile.Location}/proof");
        await api.PostAsync($"{profile.Location}/approve");
        Assert.Equal(200, (await api.PutAsync(path, practice, ifMatch: "\"1\"")).Status);
    }
}
