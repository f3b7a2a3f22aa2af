using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Profiles;

/// <summary>A proof is of the templates as much as of the profile. The vendor lets small changes of text pass (V67).</summary>
[Collection(ApiFixture.Name)]
public sealed class ProofedTemplatesTests(ApiFixture api)
{
    [Fact]
    [Trait("Rule", "V67")]
    public async Task A_proof_that_showed_an_older_text_is_not_approved()
    {
        var (profile, template) = await MakeAsync();
        await api.PostAsync($"{profile}/proof");
        await EditAsync(template);

        var refused = await api.PostAsync($"{profile}/approve");

        Assert.Equal((409, "proofStale"), (refused.Status, refused.Code));
        Assert.Contains("First notice", (string?)refused.Body["detail"], StringComparison.Ordinal);
        Assert.Equal(template.Id, (string?)refused.Body["templates"]![0]!["id"]);
        Assert.Null((await api.GetAsync(profile)).Body["approvedRevision"]);
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task An_edited_template_comes_in_force_by_a_new_proof_and_its_approval_only()
    {
        var (profile, template) = await MakeAsync();
        await api.PostAsync($"{profile}/proof");
        var first = await api.PostAsync($"{profile}/approve");
        await EditAsync(template);
        var edited = await api.GetAsync(profile);

        var proof = await api.PostAsync($"{profile}/proof");
        var proofed = await api.GetAsync(profile);
        var approved = await api.PostAsync($"{profile}/approve");

        Assert.Equal((1, 1, 1), StandingIn(first));
        Assert.Equal((2, 1, 1), StandingIn(edited));
        Assert.Equal(2, (int)proof.Body["notifications"]![0]!["templateRevision"]!);
        Assert.Equal((2, 2, 1), StandingIn(proofed));
        Assert.Equal((2, 2, 2), StandingIn(approved));
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task What_is_in_force_is_not_approved_again_as_if_it_were_the_edited_text()
    {
        var (profile, template) = await MakeAsync();
        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");
        await EditAsync(template);

        Assert.Equal("proofStale", (await api.PostAsync($"{profile}/approve")).Code);
        Assert.Equal((2, 1, 1), StandingIn(await api.GetAsync(profile)));
    }

    [Fact]
    public async Task An_edit_says_which_profiles_still_send_the_older_text()
    {
        var (profile, template) = await MakeAsync();
        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");

        var edited = await EditAsync(template);

        var stale = Assert.Single(edited.Body["staleProfiles"]!.AsArray())!;
        Assert.Equal("Standard", (string?)stale["name"]);
        Assert.EndsWith((string)stale["id"]!, profile, StringComparison.Ordinal);
        Assert.Single((await api.GetAsync(template.Location!)).Body["staleProfiles"]!.AsArray());
        var list = await api.GetAsync(template.Location![..template.Location!.LastIndexOf('/')]);
        Assert.Single(list.Body["items"]![0]!["staleProfiles"]!.AsArray());

        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");
        Assert.Empty((await api.GetAsync(template.Location!)).Body["staleProfiles"]!.AsArray());
    }

    [Fact]
    public async Task A_profile_that_is_not_in_force_sends_no_older_text()
    {
        var (profile, template) = await MakeAsync();
        await api.PostAsync($"{profile}/proof");

        Assert.Empty((await EditAsync(template)).Body["staleProfiles"]!.AsArray());
    }

    [Fact]
    public async Task The_revision_in_force_is_proofed_again_while_a_newer_one_is_written()
    {
        var (profile, template) = await MakeAsync();
        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");
        await api.PutAsync(profile, Samples.Profile(template.Id, "Draft"), "\"1\"");
        await EditAsync(template);

        var proof = await api.PostAsync($"{profile}/proof", new { revision = 1 });
        var approved = await api.PostAsync($"{profile}/approve", new { revision = 1 });
        var unknown = await api.PostAsync($"{profile}/proof", new { revision = 7 });

        Assert.Equal(1, (int)proof.Body["revision"]!);
        Assert.Equal((200, 1), (approved.Status, (int)approved.Body["approvedRevision"]!));
        Assert.Equal((2, null, 2), StandingIn(approved));
        Assert.Equal("notProofed", (await api.PostAsync($"{profile}/approve")).Code);
        Assert.Equal(["revision"], unknown.Fields);
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task The_trail_says_which_texts_were_approved()
    {
        var (profile, template) = await MakeAsync();
        await EditAsync(template);
        await api.PostAsync($"{profile}/proof");
        await api.PostAsync($"{profile}/approve");

        var path = profile[..profile.IndexOf("/profiles", StringComparison.Ordinal)];
        var lines = (await api.GetAsync($"{path}/audit")).Body["items"]!.AsArray();

        var approved = lines.Single(line => (string)line!["action"]! == "profile.approved")!;
        Assert.Equal(2, (int)approved["detail"]!["templates"]![template.Id]!);
    }

    /// <returns>The path of a profile, and the template that it names.</returns>
    private async Task<(string Profile, Answer Template)> MakeAsync()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        return ((await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id))).Location!, template);
    }

    private async Task<Answer> EditAsync(Answer template)
    {
        var edited = Samples.EmailTemplate();
        edited["subject"] = "Your new balance";
        var saved = await api.PutAsync(template.Location!, edited, template.ETag);
        Assert.Equal(200, saved.Status);
        return saved;
    }

    private static (int Newest, int? Proofed, int? InForce) StandingIn(Answer profile)
    {
        var template = Assert.Single(profile.Body["templates"]!.AsArray())!;
        return ((int)template["newest"]!, (int?)template["proofed"], (int?)template["inForce"]);
    }
}
