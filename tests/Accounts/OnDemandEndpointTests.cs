using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

/// <summary>On-demand sends over HTTP, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class OnDemandEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task A_request_is_accepted_once_and_its_repeat_gets_the_first_answer()
    {
        var path = await OpenAsync();
        var body = new { requestId = "call-77", channel = "email", text = "You owe {{ statement.amountDue }}." };

        var accepted = await api.PostAsync(path, body);
        var again = await api.PostAsync(path, body);
        var other = await api.PostAsync(path, body with { text = "You owe us." });

        Assert.Equal((202, 200), (accepted.Status, again.Status));
        Assert.Equal("scheduled", (string?)accepted.Body["status"]);
        Assert.EndsWith($"/notifications/{accepted.Id}", accepted.Location, StringComparison.Ordinal);
        Assert.Equal(accepted.Text, again.Text);
        Assert.Equal((409, "idReused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_after_its_template_was_retired_and_deleted()
    {
        var path = await OpenAsync();
        var templates = $"{path.Split("/accounts/")[0]}/templates";
        var words = Samples.EmailTemplate();
        var template = await api.PostAsync(templates, words);
        var body = new { requestId = "call-77", channel = "email", template = template.Id };
        var accepted = await api.PostAsync(path, body);

        words["active"] = false;
        var retired = await api.PutAsync(template.Location!, words, template.ETag);
        var again = await api.PostAsync(path, body);
        await api.DeleteAsync(template.Location!);
        var later = await api.PostAsync(path, body);
        var fresh = await api.PostAsync(path, body with { requestId = "call-78" });

        Assert.Equal((202, 200, 200), (accepted.Status, retired.Status, again.Status));
        Assert.Equal((accepted.Text, accepted.Text), (again.Text, later.Text));
        Assert.Equal((400, "template"), (fresh.Status, Assert.Single(fresh.Fields)));
    }

    [Fact]
    public async Task A_known_id_with_another_body_is_refused_as_reused_also_where_that_body_breaks_todays_rules()
    {
        var path = await OpenAsync();
        var body = new { requestId = "call-77", channel = "email", text = "You owe {{ statement.amountDue }}." };
        await api.PostAsync(path, body);

        var wrong = body with { text = "{{ patient.diagnosis }}" };
        var reused = await api.PostAsync(path, wrong);
        var fresh = await api.PostAsync(path, wrong with { requestId = "call-78" });

        Assert.Equal((409, "idReused"), (reused.Status, reused.Code));
        Assert.Equal((400, "text"), (fresh.Status, Assert.Single(fresh.Fields)));
    }

    [Fact]
    public async Task What_cannot_be_sent_answers_with_its_reason()
    {
        var path = await OpenAsync();

        var refused = await api.PostAsync(path, new { channel = "voice", text = "Please call us." });
        var nobody = await api.PostAsync(
            path.Replace(ClusterPractice.Number, "nobody", StringComparison.Ordinal),
            new { channel = "email", text = "Hello" });

        Assert.Equal((409, "optedOut"), (refused.Status, refused.Code));
        Assert.Equal(404, nobody.Status);
    }

    [Fact]
    [Trait("Rule", "V89")]
    public async Task Who_has_no_address_is_refused_until_it_is_put_right()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = $"/v1/practices/{practice.Slug}/accounts/{ClusterPractice.Number}";
        await practice.PostStatementAsync();
        await practice.SaveAccountAsync(email: null);
        var body = new { channel = "email", text = "You owe {{ statement.amountDue }}." };

        var refused = await api.PostAsync($"{path}/notifications", body);
        var seen = (await api.GetAsync(path)).ETag;
        await api.PutAsync(path, new { email = "ann.lee@home.example" }, seen);
        var accepted = await api.PostAsync($"{path}/notifications", body);

        Assert.Equal((409, "noAddress"), (refused.Status, refused.Code));
        Assert.Equal(202, accepted.Status);
    }

    [Fact]
    public async Task Everything_wrong_is_named_at_once()
    {
        var path = await OpenAsync();

        var empty = await api.PostAsync(path, new { requestId = "not an id" });
        var wrong = await api.PostAsync(
            path, new { channel = "text", text = "{{ patient.diagnosis }}", subject = "No", statementId = "" });
        var template = await api.PostAsync(path, new { channel = "email", template = Guid.CreateVersion7() });

        Assert.Equal(["channel", "requestId", "template"], empty.Fields);
        Assert.Equal(["statementId", "subject", "text"], wrong.Fields);
        Assert.Equal(["template"], template.Fields);
    }

    [Fact]
    public async Task Only_an_admin_overrides_contact_hours()
    {
        var path = await OpenAsync();
        var body = new { channel = "email", text = "Hello", overrideContactHours = true };

        Assert.Equal(403, (await api.PostAsync(path, body, ApiKeys.Biller)).Status);
        Assert.Equal(202, (await api.PostAsync(path, body)).Status);
    }

    private async Task<string> OpenAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        return $"/v1/practices/{practice.Slug}/accounts/{ClusterPractice.Number}/notifications";
    }
}
