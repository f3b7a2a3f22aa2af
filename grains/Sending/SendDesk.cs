using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Calls;
using BalanceNotifications.Contact;
using BalanceNotifications.Delivery;
using BalanceNotifications.Links;
using BalanceNotifications.Practices;
using BalanceNotifications.Senders;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Sending;

/// <summary>Gathers what a decision needs, and composes what a channel sends. Reads, and changes nothing.</summary>
internal sealed class SendDesk(
    SetupCache setup, Suppressions suppressions, MessageLinks links, SenderBreakers breakers)
{
    // Far beyond the 30 and 60 days that laws ask for (decision 0027).
    private static readonly TimeSpan UnsubscribeLasts = TimeSpan.FromDays(730);

    /// <summary>Null when practice or template is gone from storage, which no rule of ours allows.</summary>
    public async Task<SendCase?> OpenAsync(
        AccountKey key, AccountState account, PlannedNotification notification, CancellationToken cancellationToken)
    {
        var practice = await setup.PracticeAsync(key.Practice, cancellationToken);
        var template = await TemplateAsync(key, notification, cancellationToken);
        if (practice is null || template is null)
        {
            return null;
        }

        var batch = notification.Batch is { } id ? await setup.BatchAsync(key.Practice, id, cancellationToken) : null;
        var pauses = await setup.PausesAsync(key.Practice, notification.Profile, cancellationToken);
        var hash = SendCase.AddressOf(practice.Settings, account.Details, notification.Channel) is { } address
            ? AddressHash.Of(practice.Salt, notification.Channel, address)
            : null;
        var logo = notification.Channel is Channel.Email ? await setup.LogoAsync(practice, cancellationToken) : null;
        var opened = SendCase.Of(account, notification, new SendSetup(
            practice.Settings,
            template,
            template.Active,
            hash is not null
                && await suppressions.ContainsAsync(practice.Id, notification.Channel, hash, cancellationToken))
        {
            AddressHash = hash,
            // The account may not have been told yet: its statement can be younger than the walk that takes it back.
            BatchCancelled = batch is { IsCancelled: true },
            PausedAt = SendCase.FirstOf(pauses.Profile, batch?.PausedAt),
            InstallationPausedAt = pauses.Installation,
            Breaker = SenderKey.Of(practice.Settings.Senders, notification.Channel) is { } sender
                ? await breakers.FindAsync(sender, cancellationToken)
                : SenderBreaker.Closed,
        });
        return opened is null ? null : opened with { Logo = logo };
    }

    public Outgoing Compose(SendCase opened, AccountState account, DateTimeOffset now)
    {
        var (facts, statement, template, zone) = opened;
        var notification = facts.Notification;
        var language = template.Compiled.LanguageFor(account.Details.Language);
        var (quickPay, unsubscribe) = (links.QuickPayOf(notification.Id), links.UnsubscribeOf(notification.Id));
        var merge = MessageFields.Of(new MessageFacts(
            facts.Practice,
            account.Number!,
            account.Details,
            statement.StatementDate,
            statement.DueDate,
            statement.CardChargeDate,
            facts.AmountDue,
            facts.Balance,
            quickPay.Url,
            unsubscribe.Url,
            now,
            zone,
            notification.Channel,
            MessageFields.LanguageOf(language, account.Details.Language)));
        var written = template.Compiled.Render(merge, language);
        var isTest = facts.Practice.Mode is PracticeMode.Test;
        var rendered = isTest ? TestMark.On(written) : written;
        var message = new OutgoingMessage(
            notification.Id,
            notification.Attempts + 1,
            facts.Address!,
            facts.Practice.Name,
            facts.Practice.Senders,
            rendered,
            ValidUntil(facts.Hours, now))
        {
            Call = notification.Channel is Channel.Voice
                ? CallFields.Of(
                    merge, rendered.Text, language, account.Details.Language, facts.Practice.Senders.Voice)
                : null,
            // Who tries the link of a test must not end anything for the guarantor.
            UnsubscribeUrl = isTest ? null : unsubscribe.Url,
            Logo = opened.Logo,
            LogoUrl = facts.Practice.LogoUrl,
        };
        return new Outgoing(
            message,
            Mask.Of(notification.Channel, facts.Address!),
            new(template.Id, template.Revision, language, merge, MessageHash.Of(rendered))
            {
                Sender = facts.Practice.Senders.PhoneOf(notification.Channel)?.Key,
                ToHash = opened.AddressHash,
                QuickPay = quickPay.IssuedIn(rendered, now.AddDays(
                    facts.Practice.QuickPay?.LinkLifetimeDays ?? QuickPaySettings.DefaultLinkLifetimeDays)),
                Unsubscribe = isTest ? null : IssueUnsubscribe(unsubscribe, rendered, facts, now + UnsubscribeLasts),
            });
    }

    /// <summary>
    /// What a call says that was composed before, whatever has become since of what it is about. Null when it was not.
    /// </summary>
    public async Task<CallWords?> WordsAsync(
        AccountKey key, AccountDetails details, PlannedNotification called, CancellationToken cancellationToken)
    {
        if (called is not { Channel: Channel.Voice, Merge: { } merge }
            || await setup.PracticeAsync(key.Practice, cancellationToken) is not { } practice
            || await TemplateAsync(key, called, cancellationToken) is not { Compiled: var template })
        {
            return null;
        }

        var language = template.LanguageFor(called.Language);
        var written = template.Render(merge, language);
        return CallFields.Of(
            merge, (called.Test ? TestMark.On(written) : written).Text, language, details.Language,
            practice.Settings.Senders.Voice);
    }

    private async Task<SendingTemplate?> TemplateAsync(
        AccountKey key, PlannedNotification notification, CancellationToken cancellationToken) =>
        notification.OnDemand?.Words is { } words
            ? new(notification.Template, notification.TemplateRevision, CompiledTemplate.Of(words), true)
            : await setup.TemplateAsync(
                key.Practice, notification.Template, notification.TemplateRevision, cancellationToken);

    // Where not even the widest hours include it, it leaves only because the guarantor is on the phone.
    private static DateTimeOffset ValidUntil(ContactHours hours, DateTimeOffset now) =>
        hours.Includes(now) ? hours.ClosesAfter(now)
        : hours.Widest is var widest && widest.Includes(now) ? widest.ClosesAfter(now)
        : now + SendRules.OverrideLasts;

    // Every e-mail has it in its header. In a test the reader is not the guarantor, who must not be opted out by it.
    private static IssuedLink? IssueUnsubscribe(
        MessageLink link, RenderedMessage message, SendFacts facts, DateTimeOffset until) =>
        facts.Practice.Mode is PracticeMode.Test ? null
        : facts.Notification.Channel is Channel.Email ? new(link.TokenHash, until)
        : link.IssuedIn(message, until);
}
