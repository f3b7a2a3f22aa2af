using BalanceNotifications.Fixtures;
using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Storage;

/// <summary>The schema script 0013 on profiles that were there before it, in a database of its own.</summary>
public sealed class ProofedTemplatesScriptTests : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();

    public ValueTask InitializeAsync() => _postgres.InitializeAsync();

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task What_was_newest_before_the_script_stays_in_force_after_it()
    {
        var practice = await StoredPractice.MakeAsync(_postgres);
        var templates = new TemplateStore(_postgres.Owner, TimeProvider.System);
        var profiles = new ProfileChanges(_postgres.Owner, TimeProvider.System);
        var message = new MessageTemplate("First", Channel.Email, "en", "Your balance", null, "You owe", Active: true);
        var template = await templates.CreateAsync(practice.Scope, message, "test", default);
        var profile = NorthClinic.Profile(NorthClinic.Rule with { Template = template.Id });
        var created = (await profiles.CreateAsync(practice.Scope, profile, "test", default)).Profile!;
        var id = created.Newest.Id;
        await _postgres.ProofAsync(practice.Scope, id, 1);
        await profiles.ApproveAsync(practice.Scope, id, null, "test", default);
        await templates.SaveAsync(practice.Scope, template, message with { Subject = "Edited" }, "test", default);
        await profiles.SaveAsync(practice.Scope, created, profile, "test", default);

        await RunAgainAsync();

        var inForce = await new SetupReader(_postgres.Owner).FindRevisionAsync(practice.Scope.Practice!.Value, id, 1, default);
        var draft = (await new ProfileStore(_postgres.Owner).FindAsync(practice.Scope, id, default))!;
        Assert.Equal(2, inForce!.Templates[template.Id]);
        Assert.Equal((2, null, 2), (draft.Templates[0].Newest, draft.Templates[0].Proofed, draft.Templates[0].InForce));
    }

    // As if the version before had written what is there.
    private async Task RunAgainAsync()
    {
        var script = Repository.File("storage/Schema/0013-proofed-templates.sql");
        await ExecuteAsync("alter table profile_revision drop column proofed_templates, drop column approved_templates");
        await ExecuteAsync(await File.ReadAllTextAsync(script));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _postgres.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
