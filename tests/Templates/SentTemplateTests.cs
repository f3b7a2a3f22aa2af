using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Templates;

/// <summary>Which template, revision and language a notification is really sent with, and that it says so.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SentTemplateTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V70")]
    [Trait("Rule", "V86")]
    public async Task The_guarantors_language_chooses_the_variant_and_the_message_can_be_made_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await SaveAsync(practice, practice.Template, practice.Template.Template with
        {
            Variants = [new("es", "Su saldo", null, "Debe {{ statement.amountDue }} el {{ today }}")],
        });
        await practice.ProofAndApproveAsync();
        await SpeakAsync(practice, "es-MX");
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var message = (await practice.ShownAsync()).Message!;
        Assert.Equal(("Su saldo", "es", true), (message.Subject, message.Language, message.Verified));
        Assert.StartsWith("Debe $120.00 el ", message.Text, StringComparison.Ordinal);
        Assert.Contains(" de ", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_a_variant_for_the_guarantor_is_in_one_language_throughout()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await SaveAsync(practice, practice.Template, practice.Template.Template with { Html = "<p>{{ today }}</p>" });
        await practice.ProofAndApproveAsync();
        await SpeakAsync(practice, "es");
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var message = (await practice.ShownAsync()).Message!;
        Assert.Equal("en", message.Language);
        Assert.DoesNotContain(" de ", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "V33")]
    public async Task What_was_planned_with_a_replaced_template_is_sent_with_its_replacement()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        var first = await practice.Templates.CreateAsync(practice.Scope, Saying("First"), "test", default);
        var second = await practice.Templates.CreateAsync(practice.Scope, Saying("Second"), "test", default);
        var old = practice.Template.Template;
        await SaveAsync(practice, practice.Template, old with { Active = false, Replacement = first.Id });
        await SaveAsync(practice, first, Saying("First") with { Active = false, Replacement = second.Id });
        second = await SaveAsync(practice, second, Saying("Second, mended"));

        await practice.TickWhenDueAsync();

        var shown = await practice.ShownAsync();
        Assert.Equal(NotificationStatus.Sent, shown.Status);
        Assert.Equal(("Second, mended", true), (shown.Message!.Text, shown.Message.Verified));
    }

    [Fact]
    [Trait("Rule", "V25")]
    public async Task An_inactive_template_without_a_replacement_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.UseNoProfileAsync();
        await SaveAsync(practice, practice.Template, practice.Template.Template with { Active = false });

        await practice.TickWhenDueAsync();

        Assert.Equal(Reason.TemplateInactive, (await practice.HistoryAsync()).Reason);
    }

    [Fact]
    public async Task What_was_sent_with_a_template_stays_readable_after_its_deletion()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        var once = await practice.Templates.CreateAsync(practice.Scope, Saying("Once"), "test", default);
        var sent = await practice.Account.SendOnDemandAsync(
            new SendOnDemand("r-1", Channel.Email, once.Id, once.Revision, null, null, null, false, "hash", "test"),
            default);
        await practice.TickAsync();

        var outcome = await practice.Templates.DeleteAsync(practice.Scope, once.Id, "test", default);

        Assert.Equal(DeleteTemplateOutcome.Deleted, outcome);
        Assert.Null(await practice.Templates.FindAsync(practice.Scope, once.Id, default));
        var message = MessageResponse.From((await practice.DetailAsync(sent.Notification!.Id)).Message!);
        Assert.Equal(("Once", true), (message.Text, message.Verified));
    }

    private static MessageTemplate Saying(string text) =>
        new("Other", Channel.Email, "en", "Your balance", null, text, Active: true);

    private static async Task<StoredTemplate> SaveAsync(
        ClusterPractice practice, StoredTemplate current, MessageTemplate template)
    {
        var saved = await practice.Templates.SaveAsync(practice.Scope, current, template, "test", default);
        Assert.Equal(SaveTemplateOutcome.Saved, saved.Outcome);
        return saved.Template!;
    }

    private static Task<SaveAccountResult> SpeakAsync(ClusterPractice practice, string language) =>
        practice.Account.SaveAsync(
            new SaveAccount(
                ClusterPractice.Number, new AccountDetails(Language: language), AccountFields.Language,
                new SwitchPatch(), null, null, null, "test"),
            default);
}
