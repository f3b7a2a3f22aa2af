using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Profiles;

/// <summary>Optional body of <c>POST …/proof</c>.</summary>
/// <param name="Revision">The newest when not said.</param>
/// <param name="Accounts">
/// Numbers of accounts to render besides the sample values, at most 20; none when not said.
/// </param>
internal sealed record ProofRequest(int? Revision, IReadOnlyList<string?>? Accounts)
{
    private const int MaxAccounts = 20;

    /// <summary>The accounts in the order of the request, those that are unknown named by their place.</summary>
    public async Task<IReadOnlyList<PreviewAccount>> ReadAsync(
        CallerPractice practice, PreviewAccounts accounts, FieldChecks checks, CancellationToken cancellationToken)
    {
        var numbers = Accounts ?? [];
        if (numbers.Count > MaxAccounts)
        {
            checks.Add("accounts", $"At most {MaxAccounts} accounts.");
            return [];
        }

        var found = await Task.WhenAll(numbers.Select(number => number is null
            ? Task.FromResult<PreviewAccount?>(null)
            : accounts.FindAsync(practice, number, cancellationToken)));
        foreach (var (index, account) in found.Index())
        {
            if (account is null)
            {
                checks.Add($"accounts[{index}]", "There is no such account.");
            }
        }

        return [.. found.OfType<PreviewAccount>()];
    }
}

/// <summary>Every notification of a revision as it would leave.</summary>
internal sealed record ProofResponse(int Revision, IReadOnlyList<ProofedNotification> Notifications);

/// <param name="Id">The rule's; what its fallbacks say follows under the same id.</param>
/// <param name="Level">Null for every level.</param>
/// <param name="TemplateRevision">The one that is shown, and that an approval puts in force.</param>
/// <param name="Message">With sample values, in the template's own language.</param>
/// <param name="Variants">The same in its other languages.</param>
/// <param name="Accounts">For each account that was named, in its guarantor's language.</param>
internal sealed record ProofedNotification(
    string Id,
    int? Level,
    Channel Channel,
    Guid Template,
    int TemplateRevision,
    PreviewResponse Message,
    IReadOnlyList<PreviewResponse> Variants,
    IReadOnlyList<ProofedAccount> Accounts)
{
    public static ProofedNotification Of(
        NotificationRule rule,
        StoredTemplate template,
        PreviewValues samples,
        IReadOnlyList<PreviewValues> accounts)
    {
        return new(
            rule.Id,
            rule.Level,
            template.Template.Channel,
            template.Id,
            template.Revision,
            Render(samples, reader: null),
            [.. (template.Template.Variants ?? []).Select(variant => Render(samples, variant.Language))],
            [
                .. accounts.Select(values => new ProofedAccount(
                    values.Of!.Account.Number, Render(values, values.Language))),
            ]);

        PreviewResponse Render(PreviewValues values, string? reader) =>
            PreviewResponse.Of(
                template.Template,
                reader,
                language => values.In(template.Template.Channel, language),
                values.Practice.Settings.Senders.Voice);
    }
}

internal sealed record ProofedAccount(string Account, PreviewResponse Message);
