using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Delivery;
using BalanceNotifications.Links;
using BalanceNotifications.Practices;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Sending;

/// <summary>Gathers what a decision needs, and composes what a channel sends. Reads, and changes nothing.</summary>
internal sealed class SendDesk(SetupCache setup, Suppressions suppressions, MessageLinks links)
{
    /// <summary>Null when practice or template is gone from storage, which no rule of ours allows.</summary>
    public async Task<SendCase?> OpenAsync(
        AccountKey key, AccountState account, PlannedNotification notification, CancellationToken cancellationToken)
    {
        var practice = await setup.PracticeAsync(key.Practice, cancellationToken);
        var template = await setup.TemplateAsync(
            key.Practice, notification.Template, notification.TemplateRevision, cancellationToken);
        var statement = account.Statements.FirstOrDefault(s => s.Id == notification.StatementId);
        if (practice is null || template is not { } found || statement is null)
        {
            return null;
        }

        var zones = RecipientZones.Of(account.Details, practice.Settings.TimeZone);
        var hours = new ContactHours(practice.Settings.ContactHours, zones.All);
        var address = AddressOf(practice.Settings, account.Details, notification.Channel);
        var facts = new SendFacts(
            notification,
            account.Balance.Current,
            statement.Remaining,
            statement.Withdrawn,
            account.Statements.Any(s => !s.Withdrawn && s.Kind == statement.Kind
                && s.StatementDate > statement.StatementDate),
            account.Holds,
            account.Switches[SwitchRules.KindOf(notification.Channel)].State,
            account.Consent is not null,
            address is not null && await IsSuppressedAsync(practice, notification.Channel, address, cancellationToken),
            address,
            found.Active,
            practice.Settings,
            hours,
            InstallationPaused: false);
        return new SendCase(facts, statement, found.Template, zones.Primary);
    }

    public Outgoing Compose(SendCase opened, AccountState account, DateTimeOffset now)
    {
        var (facts, statement, template, zone) = opened;
        var notification = facts.Notification;
        var merge = MessageFields.Of(new MessageFacts(
            facts.Practice,
            account.Number!,
            account.Details,
            statement.StatementDate,
            statement.DueDate,
            statement.CardChargeDate,
            facts.AmountDue,
            facts.Balance,
            facts.Practice.QuickPay is { Mode: QuickPayMode.Portal, PortalUrl: { } portal }
                ? portal
                : links.QuickPayUrl(notification.Id),
            links.UnsubscribeUrl(notification.Id),
            now,
            zone));
        var rendered = template.Render(merge);
        var message = new OutgoingMessage(
            notification.Id,
            notification.Attempts + 1,
            facts.Address!,
            facts.Practice.Name,
            facts.Practice.Senders,
            rendered,
            facts.Hours.ClosesAfter(now));
        return new Outgoing(
            message, Mask.Of(notification.Channel, facts.Address!), merge, MessageHash.Of(rendered));
    }

    // A practice in test mode writes to its own people only.
    private static string? AddressOf(PracticeSettings practice, AccountDetails details, Channel channel) =>
        (practice.Mode, channel) switch
        {
            (PracticeMode.Test, Channel.Email) => practice.TestRecipients?.Email,
            (PracticeMode.Test, _) => practice.TestRecipients?.Phone,
            (PracticeMode.Live, Channel.Email) => details.Email,
            (PracticeMode.Live, _) => details.Phone,
            _ => null,
        };

    private Task<bool> IsSuppressedAsync(
        Practice practice, Channel channel, string address, CancellationToken cancellationToken) =>
        suppressions.ContainsAsync(
            practice.Id, channel, AddressHash.Of(practice.Salt, channel, address), cancellationToken);
}

/// <summary>A notification whose time has come, with everything that bears on it.</summary>
internal sealed record SendCase(
    SendFacts Facts, AccountStatement Statement, CompiledTemplate Template, TimeZoneInfo Zone);
