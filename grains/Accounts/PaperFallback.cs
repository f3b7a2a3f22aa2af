using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Accounts;

/// <summary>
/// When a statement goes on paper after all (V81, V82, decision 0035): what puts it on the list at once, what starts the
/// days until then, and what takes it off. Pure.
/// </summary>
internal static class PaperFallback
{
    private const string Actor = "system";

    /// <summary>
    /// After a notification that failed, of a statement that still asks for money. Of a paperless guarantor only what
    /// began as an e-mail counts: that is how she is billed.
    /// </summary>
    /// <param name="isLast">Nothing of its chain follows.</param>
    public static AccountState ConsiderPaper(
        this AccountState state, PlannedNotification failed, bool isLast, PracticeSettings practice, DateTimeOffset now)
    {
        var first = failed.Fallback?.First ?? failed.Channel;
        if (failed.Test || first is not Channel.Email || !IsPaperless(state.Switches))
        {
            return state;
        }

        var optedOut = state.Switches.Email.State is SwitchState.OptedOut
            || (failed.Channel is Channel.Email && Reason.CodeOf(failed.Reason) is Reason.OptedOut);
        return state.Put(new(
            failed.StatementId,
            optedOut ? PaperReason.EmailOptedOut : PaperReason.EmailUndeliverable,
            optedOut && isLast ? now : now.AddDays(practice.PaperFallbackDays),
            Listed: false,
            LeavesPaperless: !optedOut && practice.OptOutOnError), now);
    }

    /// <summary>The rule's own last resort, whoever is paperless.</summary>
    public static AccountState EndOnPaper(this AccountState state, PlannedNotification failed, DateTimeOffset now) =>
        failed.Test ? state : state.Put(new(failed.StatementId, PaperReason.ChainEnded, now, false, false), now);

    /// <summary>Who gives up e-mail while paperless is billed on paper, from what is open now on.</summary>
    /// <param name="before">The switches before the change.</param>
    public static AccountState HeedOptOut(this AccountState state, AccountSwitches before, DateTimeOffset now) =>
        before.Email.State is SwitchState.OptedOut || state.Switches.Email.State is not SwitchState.OptedOut
        || !IsPaperless(state.Switches)
            ? state
            : state.Statements.Where(statement => Asks(state, statement)).Aggregate(state, (current, statement) =>
                current.Put(new(statement.Id, PaperReason.EmailOptedOut, now, false, false), now));

    /// <summary>A message reached the guarantor's provider: what waited for that is off. An opt-out of e-mail stays.</summary>
    public static AccountState ReachedAfterAll(this AccountState state) => state.Keep(place =>
        place is { Listed: true, Reason: PaperReason.EmailOptedOut });

    /// <summary>After whatever may have settled a statement. What stays on the list shows what is left to pay.</summary>
    public static AccountState SettlePaper(this AccountState state) => state
        .Keep(place => state.Statements.Any(statement => statement.Id == place.StatementId && Asks(state, statement)))
        .TellListed();

    /// <summary>When the account is to be woken for it; null while nothing waits, or a hold stands without an end.</summary>
    public static DateTimeOffset? PaperAt(this AccountState state)
    {
        if (!state.Paper.Any(place => !place.Listed)
            || HoldRules.EndOf(state.Holds) is { } held && held == DateTimeOffset.MaxValue)
        {
            return null;
        }

        var at = state.Paper.Where(place => !place.Listed).Min(place => place.At);
        return HoldRules.EndOf(state.Holds) is { } end && end > at ? end : at;
    }

    /// <summary>Lists what has waited long enough. Twice, early or late it does nothing more.</summary>
    public static AccountState ListDue(AccountState state, DateTimeOffset now) => state.Paper
        .Where(place => !place.Listed && place.At <= now)
        .Aggregate(state.SettlePaper(), (current, due) =>
            current.Paper.Contains(due) ? current.List(due, now) : current);

    private static AccountState Put(this AccountState state, PaperPlace place, DateTimeOffset now)
    {
        var known = state.Paper.FirstOrDefault(other => other.StatementId == place.StatementId);
        // The first cause sets the day; on the list only another reason is news.
        var isNews = known is null || (known.Listed ? place.At <= now && place.Reason != known.Reason : place.At < known.At);
        if (!isNews)
        {
            return state;
        }

        var put = state with
        {
            Paper = known is null ? state.Paper.Add(place) : state.Paper.Replace(known, place),
        };
        return place.At <= now && !state.Holds.Any(hold => hold.StandsAt(now)) ? put.List(place, now) : put;
    }

    private static AccountState List(this AccountState state, PaperPlace due, DateTimeOffset now)
    {
        var listed = state with { Paper = state.Paper.Replace(due, due with { At = now, Listed = true }) };
        var told = listed.TellPaper(due.StatementId).Tell(AccountCommands.Audit(
            "paper.listed", Actor, now, state.Number!, new
            {
                statement = due.StatementId,
                reason = due.Reason,
                changed = new { listed = AccountAudit.FromTo(false, true) },
            }));
        return due.LeavesPaperless && IsPaperless(state.Switches)
            ? told.LeavePaperless(now)
            : told;
    }

    private static AccountState LeavePaperless(this AccountState state, DateTimeOffset now)
    {
        var switches = state.Switches.With(
            SwitchKind.Paperless, new(SwitchState.OptedOut, "e-mail undeliverable", null, now, Actor));
        return (state with { Switches = switches }).Tell(AccountAudit.SwitchesSet(state, switches, Actor, now));
    }

    private static AccountState Keep(this AccountState state, Func<PaperPlace, bool> which)
    {
        var gone = state.Paper.Where(place => !which(place)).ToArray();
        return gone.Where(place => place.Listed).Aggregate(
            gone.Length == 0 ? state : state with { Paper = state.Paper.RemoveRange(gone) },
            (current, place) => current.TellPaper(place.StatementId));
    }

    private static AccountState TellListed(this AccountState state) => state.Paper
        .Where(place => place.Listed)
        .Aggregate(state, (current, place) => current.TellPaper(place.StatementId));

    private static AccountState TellPaper(this AccountState state, string statement) =>
        state.Outbox.Paper.Contains(statement)
            ? state
            : state with { Outbox = state.Outbox with { Paper = state.Outbox.Paper.Add(statement) } };

    private static bool IsPaperless(AccountSwitches switches) => switches.Paperless.State is SwitchState.OptedIn;

    /// <summary>Whether it is still to be billed: neither paid, taken back, superseded, nor at an agency.</summary>
    internal static bool Asks(AccountState state, AccountStatement statement) =>
        !statement.Withdrawn && state.TakenOverBy is null && state.InCollections is null
        && StatementStanding.Asked(state, statement) > Money.Zero
        && !StatementStanding.IsRuleMet(state, statement)
        && !StatementStanding.IsSuperseded(state, statement);
}
