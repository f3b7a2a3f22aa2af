using BalanceNotifications.Fixtures;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Profiles;

/// <summary>Which text a new statement really gets after its template was edited.</summary>
[Collection(ClusterFixture.Name)]
public sealed class TemplatesInForceTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V67")]
    public async Task A_template_edited_after_approval_changes_nothing_for_new_statements()
    {
        var practice = await OpenAndEditAsync();

        Assert.Equal("You owe $120.00", await SentAsync(practice));
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task A_proof_of_what_is_in_force_changes_nothing_before_its_approval()
    {
        var practice = await OpenAndEditAsync();
        await cluster.Postgres.ProofAsync(practice.Scope, practice.Profile, 1);

        Assert.Equal("You owe $120.00", await SentAsync(practice));
    }

    [Fact]
    [Trait("Rule", "V67")]
    public async Task A_new_proof_and_its_approval_bring_the_edited_text_in_force()
    {
        var practice = await OpenAndEditAsync();
        await practice.ProofAndApproveAsync();

        Assert.Equal("Edited: $120.00", await SentAsync(practice));
    }

    [Fact]
    public async Task A_revision_that_is_not_in_force_is_looked_at_with_the_newest_texts()
    {
        var practice = await OpenAndEditAsync();
        var store = new ProfileStore(cluster.Postgres.Owner);
        var current = (await store.FindAsync(practice.Scope, practice.Profile, default))!;
        await new ProfileChanges(cluster.Postgres.Owner, cluster.Clock)
            .SaveAsync(practice.Scope, current, current.Newest.Profile, "test", default);

        var setup = new SetupReader(cluster.Postgres.Owner);
        var inForce = await setup.FindRevisionAsync(practice.Id, practice.Profile, 1, default);
        var draft = await setup.FindRevisionAsync(practice.Id, practice.Profile, 2, default);

        Assert.Equal((1, 2), (inForce!.Templates[practice.Template.Id], draft!.Templates[practice.Template.Id]));
    }

    private async Task<ClusterPractice> OpenAndEditAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var edited = practice.Template.Template with { Html = "<p>Edited: {{ statement.amountDue }}</p>" };
        var saved = await practice.Templates.SaveAsync(practice.Scope, practice.Template, edited, "test", default);
        Assert.Equal(SaveTemplateOutcome.Saved, saved.Outcome);
        return practice;
    }

    private static async Task<string> SentAsync(ClusterPractice practice)
    {
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        return (await practice.ShownAsync()).Message!.Text;
    }
}
