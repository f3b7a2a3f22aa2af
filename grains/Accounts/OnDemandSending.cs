using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Accounts;

/// <summary>What a request to send now makes of an account (V88–V91). Pure. It raises no dunning count (V51).</summary>
internal static class OnDemandSending
{
    private const int ExpiresAfterHours = 24;

    /// <summary>About the statement named, or the newest; null when there is none.</summary>
    public static PlannedNotification? Plan(
        AccountKey key, ReadOnlySpan<byte> salt, AccountState state, SendOnDemand command, DateTimeOffset now)
    {
        var statement = state.Statements
            .Where(statement => !statement.Withdrawn
                && (command.StatementId is null || statement.Id == command.StatementId))
            .Newest();
        return statement is null
            ? null
            : Plan(
                NotificationId.Of(salt, now, key.Hash, statement.Id, $"onDemand {command.RequestId}", command.Channel),
                statement.Id,
                command,
                WordsOf(command, state.Details.Language),
                now);
    }

    /// <summary>Outside contact hours it is due at the opening, which the one who asks is told.</summary>
    public static PlannedNotification Due(PlannedNotification planned, SendDecision decision) =>
        decision is SendDecision.Defer { Reason: Reason.OutsideHours } closed
            ? planned with { DueAt = closed.Until }
            : planned;

    public static AccountState Add(
        AccountState state, PlannedNotification planned, SendOnDemand command, DateTimeOffset now) =>
        state
            .Add([planned], command.Actor, now)
            .Tell(new LedgerEntry(
                LedgerKind.OnDemand, command.RequestId, command.BodyHash,
                AccountCommands.ToJson(planned.View(state.Number!))))
            .Tell(AccountCommands.Audit("notification.requested", command.Actor, now, state.Number!, new
            {
                notification = planned.Id,
                statement = planned.StatementId,
                template = command.Template,
                command.OverridesContactHours,
                changed = new { status = AccountAudit.FromTo(null, planned.Status) },
            }));

    private static PlannedNotification Plan(
        Guid id, string statement, SendOnDemand command, MessageTemplate? words, DateTimeOffset now) =>
        new()
        {
            Id = id,
            StatementId = statement,
            Batch = command.Batch,
            Profile = Guid.Empty,
            ProfileRevision = 0,
            Rule = "",
            Level = 0,
            Channel = command.Channel,
            Purpose = NotificationPurpose.Reminder,
            Template = command.Template ?? Guid.Empty,
            TemplateRevision = command.TemplateRevision ?? 0,
            OnDemand = new(words, command.OverridesContactHours),
            PlannedAt = now,
            DueAt = now,
            ExpiresAfterHours = ExpiresAfterHours,
            Reason = command.OverridesContactHours ? Reason.ContactHoursOverridden : null,
            Sequence = 1,
        };

    // Whoever writes to a guarantor writes in her language; amounts and dates follow it.
    private static MessageTemplate? WordsOf(SendOnDemand command, string language) => command.Text is { } text
        ? new("On demand", command.Channel, language, command.Subject, Html: null, text, Active: true)
        : null;
}
