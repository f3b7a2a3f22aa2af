using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Senders;
using BalanceNotifications.Setup;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Sending;

/// <summary>A notification whose time has come, with everything that bears on it.</summary>
internal sealed record SendCase(
    SendFacts Facts, AccountStatement Statement, SendingTemplate Template, TimeZoneInfo Zone)
{
    /// <summary>Keyed, of the address it goes to; null where there is none, and in a simulation.</summary>
    public byte[]? AddressHash { get; init; }

    /// <summary>What an e-mail shows above its text; null for nothing, and for other channels.</summary>
    public LogoImage? Logo { get; init; }

    /// <summary>Null when its statement is gone, which no rule of ours allows.</summary>
    public static SendCase? Of(AccountState account, PlannedNotification notification, SendSetup setup)
    {
        if (account.Statements.FirstOrDefault(s => s.Id == notification.StatementId) is not { } statement)
        {
            return null;
        }

        var zones = RecipientZones.Of(account.Details, setup.Practice.TimeZone);
        var due = StatementStanding.AmountDue(account, statement);
        var plan = account.Details.PaymentPlan;
        var facts = new SendFacts(
            notification,
            account.Balance.Current,
            StatementStanding.Asked(account, statement),
            statement.Withdrawn,
            StatementStanding.IsSuperseded(account, statement),
            account.Holds,
            account.Switches[SwitchRules.KindOf(notification.Channel)].State,
            account.Consent is not null,
            setup.Suppressed,
            AddressOf(setup.Practice, account.Details, notification.Channel),
            setup.TemplateActive,
            setup.Practice,
            new ContactHours(setup.Practice.ContactHours, zones.All),
            setup.InstallationPausedAt is not null)
        {
            WentElsewhere = AddressOf(setup.Practice, account.Details, notification.Channel) is { } address
                && WentElsewhere(notification, address, setup.AddressHash),
            BatchCancelled = setup.BatchCancelled,
            Paused = setup.PausedAt is not null,
            PausedAt = FirstOf(
                setup.InstallationPausedAt, setup.PausedAt, setup.Practice.Paused ? setup.Practice.Pause?.At : null),
            Breaker = setup.Breaker,
            Contacts = ContactLog.Besides(notification, account.Contacts, account.Notifications),
            Calls = ContactLog.Calls(notification, account.Contacts, account.Notifications),
            NoCallBefore = ConversationRest.EndsAt(account.Contacts, zones.All),
            PaymentMade = StatementStanding.IsRuleMet(account, statement),
            InPlan = plan?.Amount ?? Money.Zero,
            CoveredByPlan = PaymentPlanRules.Covering(plan, account.Balance.Current, due),
            InCollections = account.InCollections is not null,
            CardMissing = notification.Purpose is NotificationPurpose.CardCharge && account.Details.Card is null,
        };
        return new SendCase(facts, statement, setup.Template, zones.Primary) { AddressHash = setup.AddressHash };
    }

    /// <summary>Null when there is none.</summary>
    public static DateTimeOffset? FirstOf(params ReadOnlySpan<DateTimeOffset?> instants)
    {
        DateTimeOffset? first = null;
        foreach (var instant in instants)
        {
            first = first < instant ? first : instant ?? first;
        }

        return first;
    }

    // What an earlier version sent has no hash: there, what is shown of the address decides, as in decision 0037.
    private static bool WentElsewhere(PlannedNotification notification, string address, byte[]? hash) =>
        notification.ToHash is { } went ? hash is not null && !hash.AsSpan().SequenceEqual(went)
        : notification.To is { } shown && Mask.Of(notification.Channel, address) != shown;

    // A practice in test mode writes to its own people only.
    public static string? AddressOf(PracticeSettings practice, AccountDetails details, Channel channel) =>
        (practice.Mode, channel) switch
        {
            (PracticeMode.Test, Channel.Email) => practice.TestRecipients?.Email,
            (PracticeMode.Test, _) => practice.TestRecipients?.Phone,
            (PracticeMode.Live, _) => ContactAddress.Of(details, channel),
            _ => null,
        };
}

/// <summary>What bears on a send and does not stand in the account.</summary>
/// <param name="Suppressed">The address is on the practice's list of those not to write to.</param>
internal sealed record SendSetup(
    PracticeSettings Practice, SendingTemplate Template, bool TemplateActive, bool Suppressed)
{
    public bool BatchCancelled { get; init; }

    /// <summary>See <see cref="SendCase.AddressHash"/>.</summary>
    public byte[]? AddressHash { get; init; }

    /// <summary>Since when the profile or the batch that planned it is paused; null while neither is.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Null while it is not.</summary>
    public DateTimeOffset? InstallationPausedAt { get; init; }

    /// <summary>Of the sender it would leave by.</summary>
    public SenderBreaker Breaker { get; init; } = SenderBreaker.Closed;
}
