using System.Text.Json;
using BalanceNotifications.Audit;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Accounts;

/// <summary>What the commands of clients make of an account's state. Pure.</summary>
internal static class AccountCommands
{
    public static AccountState Save(AccountState state, SaveAccount command, PracticeSettings practice, DateTimeOffset now)
    {
        var isNew = state.Number is null;
        var receivedAt = command.ReceivedAt ?? now;
        // It waited, and somebody has said more since. Of switches it may only lower some, as ever.
        if (receivedAt < state.DetailsAt)
        {
            command = command with { Fields = AccountFields.None, Consent = null };
        }

        var details = Merge(state.Details, command.Details, command.Fields);
        var switches = SwitchRules.Patch(
            isNew ? Defaults(practice.Defaults) : state.Switches, command.Switches, isNew, command.Actor, now);
        var saved = state with
        {
            Number = command.Number,
            Details = details,
            // A first address is no edit: what the billing system knows to bounce is not lifted by being told (V75).
            Switches = isNew ? switches : SwitchRules.LiftErrors(switches, state.Details, details, command.Actor, now),
            Consent = Newer(state.Consent, command.Consent),
            DetailsAt = command is { Fields: AccountFields.None, Consent: null } ? state.DetailsAt : receivedAt,
        };
        if (command.Balance is { } snapshot)
        {
            saved = saved.Take(snapshot, saved.Arrival(snapshot.ReceivedAt, now)).Recount().SettleWorklist();
        }

        saved = isNew ? saved : saved.HeedOptOut(state.Switches, now);
        if (command.RowId is { } row)
        {
            saved = saved.Tell(new LedgerEntry(LedgerKind.Row, row, "", "{}"));
        }

        if (SameForClients(state, saved))
        {
            return saved.Balance == state.Balance ? saved : saved.TellRow();
        }

        return (saved with { ClientRevision = state.ClientRevision + 1 }).Tell(
            Audit(isNew ? "account.created" : "account.changed", command.Actor, now, command.Number, new
            {
                fields = isNew ? AccountFields.All : command.Fields,
                switches = saved.Switches == state.Switches ? null : States(saved.Switches),
                changed = AccountAudit.Changed(isNew ? null : state, saved),
            }));
    }

    public static AccountState SetSwitches(
        AccountState state, IReadOnlyList<SwitchChange> changes, string actor, DateTimeOffset now)
    {
        var dated = ToldAhead.Dated(state, changes, now);
        var switches = SwitchRules.Apply(state.Switches, dated, actor, now);
        return (ToldAhead.Note(state, changes, now) with { Switches = switches, ClientRevision = state.ClientRevision + 1 })
            .Tell(AccountAudit.SwitchesSet(state, switches, actor, now))
            .Tell(AddressNotice.Of(state.Details, dated))
            .HeedOptOut(state.Switches, now);
    }

    /// <param name="reversed">The answer of the posting that a reversal undoes; null for other types.</param>
    public static AccountState Post(
        AccountState state, PostPosting posting, PostingAnswer? reversed, DateTimeOffset now)
    {
        var applied = PostingRules.Applied(posting, reversed, state.Arrival(posting.ReceivedAt, now));
        var posted = state.Apply(applied).Recount().SettleWorklist();
        var answer = new PostingAnswer(
            posting.PostingId, posting.Type, posting.Amount, posting.At.ToUniversalTime(), applied.Change,
            posted.Balance.Current, applied.ReceivedAt);
        if (posting.Reverses is { } undone)
        {
            // What is undone once cannot be undone again.
            posted = posted.Tell(new LedgerEntry(LedgerKind.Reversal, undone, posting.BodyHash, "{}"));
        }

        return posted.Tell(new LedgerEntry(LedgerKind.Posting, posting.PostingId, posting.BodyHash, ToJson(answer)));
    }

    /// <summary>
    /// Cancels what is unsent and takes the dunning count back, once. A statement with a message in flight stays
    /// until that has ended.
    /// </summary>
    public static AccountState Withdraw(
        AccountState state, string statementId, string actor, DateTimeOffset now,
        string reason = Reason.StatementWithdrawn) =>
        (state with
        {
            Statements =
            [
                .. state.Statements
                    .Where(statement => statement.Id != statementId || IsInFlight(state, statementId))
                    .Select(statement => statement.Id == statementId ? statement with { Counted = false, Withdrawn = true } : statement),
            ],
        })
        .EndUnsent(
            notification => notification.StatementId == statementId,
            NotificationStatus.Cancelled, reason, actor, now)
        .Recount()
        .Unlist(statementId)
        .SettlePaper()
        .Tell(Audit("statement.withdrawn", actor, now, state.Number!, new
        {
            statement = statementId,
            changed = new { withdrawn = AccountAudit.FromTo(false, true) },
        }));

    public static string ToJson<T>(T answer) => JsonSerializer.Serialize(answer, JsonSerializerOptions.Web);

    public static T FromJson<T>(string answer) => JsonSerializer.Deserialize<T>(answer, JsonSerializerOptions.Web)!;

    private static bool IsInFlight(AccountState state, string statementId) => state.Notifications.Any(
        notification => notification.StatementId == statementId && notification is { IsOpen: true, IsUnsent: false });

    private static AccountDetails Merge(AccountDetails old, AccountDetails told, AccountFields fields) => new(
        fields.HasFlag(AccountFields.FirstName) ? told.FirstName : old.FirstName,
        fields.HasFlag(AccountFields.LastName) ? told.LastName : old.LastName,
        fields.HasFlag(AccountFields.Language) ? told.Language : old.Language,
        fields.HasFlag(AccountFields.Email) ? told.Email : old.Email,
        fields.HasFlag(AccountFields.Phone) ? told.Phone : old.Phone,
        fields.HasFlag(AccountFields.State) ? told.State : old.State,
        fields.HasFlag(AccountFields.PostalCode) ? told.PostalCode : old.PostalCode,
        fields.HasFlag(AccountFields.TimeZone) ? told.TimeZone : old.TimeZone,
        fields.HasFlag(AccountFields.Card) ? told.Card : old.Card,
        fields.HasFlag(AccountFields.Profile) ? told.Profile : old.Profile,
        fields.HasFlag(AccountFields.Preferred) ? told.Preferred : old.Preferred,
        fields.HasFlag(AccountFields.Confidential) ? told.Confidential : old.Confidential)
    {
        PaymentPlan = fields.HasFlag(AccountFields.PaymentPlan) ? told.PaymentPlan : old.PaymentPlan,
    };

    private static AccountSwitches Defaults(SwitchDefaults defaults) => new()
    {
        Paperless = new(defaults.Paperless),
        Email = new(defaults.Email),
        Text = new(defaults.Text),
        Voice = new(defaults.Voice),
    };

    private static Evidence? Newer(Evidence? held, Evidence? told) =>
        told is null || (held is not null && held.At > told.At) ? held : told;

    private static bool SameForClients(AccountState before, AccountState after) =>
        before.Number is not null && before.Details == after.Details && before.Switches == after.Switches
        && before.Consent == after.Consent;

    internal static object States(AccountSwitches switches) => new
    {
        paperless = switches.Paperless.State.ToString(),
        email = switches.Email.State.ToString(),
        text = switches.Text.State.ToString(),
        voice = switches.Voice.State.ToString(),
    };

    internal static AuditEntry Audit(string action, string actor, DateTimeOffset now, string account, object detail) =>
        new(Guid.CreateVersion7(now), now, actor, action, account, Database.ToJson(detail));
}
