using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Profiles;

[Collection(ApiFixture.Name)]
public sealed class ProfileApprovalTests(ApiFixture api)
{
    [Fact]
    [Trait("Rule", "V67")]
    public async Task A_proof_renders_every_notification()
    {
        var profile = await MakeProfileAsync();

        var proof = await api.PostAsync($"{profile}/proof");

        var rendered = Assert.Single(proof.Body["notifications"]!.AsArray())!;
        Assert.Equal((1, "first"), ((int)proof.Body["revision"]!, (string)rendered["id"]!));
        Assert.Equal("Your balance with North Clinic", (string?)rendered["message"]!["subject"]);
        Assert.NotNull((await api.GetAsync(profile)).Body["proofedAt"]);
    }

    [Fact]
    public async Task A_proof_shows_every_language()
    {
        var path = await api.MakePracticeAsync();
        var body = Samples.EmailTemplate();
        body["variants"] = new JsonArray(new JsonObject
        {
            ["language"] = "es",
            ["subject"] = "Su saldo",
            ["text"] = "Debe {{ statement.amountDue }}",
        });
        var template = await api.PostAsync($"{path}/templates", body);
        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id));

        var rendered = (await api.PostAsync($"{profile.Location}/proof", new { })).Body["notifications"]![0]!;

        Assert.Equal(
            ("en", "Debe $120.00"),
            ((string?)rendered["message"]!["language"], (string?)rendered["variants"]![0]!["text"]));
        Assert.Empty(rendered["accounts"]!.AsArray());
    }

    [Fact]
    public async Task A_proof_is_for_at_most_twenty_accounts()
    {
        var profile = await MakeProfileAsync();

        var refused = await api.PostAsync($"{profile}/proof", new { accounts = Enumerable.Repeat("100234", 21) });

        Assert.Equal(["accounts"], refused.Fields);
        Assert.Null((await api.GetAsync(profile)).Body["proofedAt"]);
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task Only_an_admin_approves()
    {
        var profile = await MakeProfileAsync();
        await api.PostAsync($"{profile}/proof", key: ApiKeys.Biller);

        Assert.Equal(403, (await api.PostAsync($"{profile}/approve", key: ApiKeys.Biller)).Status);
        Assert.Equal(200, (await api.PostAsync($"{profile}/approve")).Status);
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task A_small_change_needs_a_proof_of_its_own()
    {
        var profile = await MakeProfileAsync();
        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");
        var template = (string)(await api.GetAsync(profile)).Body["notifications"]![0]!["template"]!;

        // The vendor lets such a change pass; here every revision is looked at.
        await api.PutAsync(profile, Samples.Profile(template, "Standard."), "\"1\"");

        Assert.Equal("notProofed", (await api.PostAsync($"{profile}/approve")).Code);
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task What_nobody_has_looked_at_is_not_approved()
    {
        var profile = await MakeProfileAsync();

        var refused = await api.PostAsync($"{profile}/approve");

        Assert.Equal((409, "notProofed"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_new_revision_leaves_the_approved_one_in_force()
    {
        var profile = await MakeProfileAsync();
        await api.PostAsync($"{profile}/proof");
        var approved = await api.PostAsync($"{profile}/approve");
        var template = (string)approved.Body["notifications"]![0]!["template"]!;

        var saved = await api.PutAsync(profile, Samples.Profile(template, "Renamed"), "\"1\"");

        Assert.Equal(1, (int)approved.Body["approvedRevision"]!);
        Assert.Equal((2, 1), ((int)saved.Body["revision"]!, (int)saved.Body["approvedRevision"]!));
        Assert.Equal("notProofed", (await api.PostAsync($"{profile}/approve")).Code);
    }

    [Fact]
    public async Task An_older_revision_that_was_proofed_can_be_put_back_in_force()
    {
        var profile = await MakeProfileAsync();
        await api.PostAsync($"{profile}/proof");
        var template = (string)(await api.GetAsync(profile)).Body["notifications"]![0]!["template"]!;
        await api.PutAsync(profile, Samples.Profile(template), "\"1\"");
        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");

        var back = await api.PostAsync($"{profile}/approve", new { revision = 1 });

        Assert.Equal((2, 1), ((int)back.Body["revision"]!, (int)back.Body["approvedRevision"]!));
    }

    [Fact]
    public async Task A_revision_that_never_was_is_not_approved()
    {
        var profile = await MakeProfileAsync();

        var refused = await api.PostAsync($"{profile}/approve", new { revision = 7 });

        Assert.Equal(["revision"], refused.Fields);
    }

    [Fact]
    public async Task Revisions_say_who_made_proofed_and_approved_them()
    {
        var profile = await MakeProfileAsync();
        await api.PostAsync($"{profile}/proof", key: ApiKeys.Biller);
        await api.PostAsync($"{profile}/approve");
        var template = (string)(await api.GetAsync(profile)).Body["notifications"]![0]!["template"]!;
        await api.PutAsync(profile, Samples.Profile(template), "\"1\"", ApiKeys.Biller);

        var revisions = (await api.GetAsync($"{profile}/revisions")).Body["items"]!.AsArray();
        var second = await api.GetAsync($"{profile}/revisions?limit=1");
        var first = await api.GetAsync($"{profile}/revisions?limit=1&cursor={second.Body["next"]}");

        Assert.Equal([2, 1], revisions.Select(revision => (int)revision!["revision"]!));
        Assert.Equal(ApiKeys.Biller, (string?)revisions[0]!["createdBy"]);
        Assert.Equal(ApiKeys.Admin, (string?)revisions[1]!["approvedBy"]);
        Assert.EndsWith("Z", (string?)revisions[1]!["approvedAt"], StringComparison.Ordinal);
        Assert.Equal(1, (int)first.Body["items"]![0]!["revision"]!);
    }

    private async Task<string> MakeProfileAsync()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        return (await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id))).Location!;
    }
}
