using System.Text.Json;
using BalanceNotifications.Cadence;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;

namespace BalanceNotifications.Accounts;

/// <summary>Tells people what an account's cadence will do. Reads, and changes nothing.</summary>
internal sealed class CadenceOutlook(SendDesk desk, SetupCache setup)
{
    public async Task<CadenceView> OfAsync(
        AccountKey key, AccountState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedView>();
        foreach (var notification in state.Notifications.Where(n => n.IsOpen).OrderBy(n => n.NextAt))
        {
            var opened = await desk.OpenAsync(key, state, notification, cancellationToken);
            var (expected, then) = opened is null
                ? (Expected(AttemptRules.CannotBeMade(notification)), null)
                : Expected(state, opened.Facts, now);
            planned.Add(new(notification.View(state.Number!), notification.Rule, expected, then));
        }

        return new(planned, await NewestAsync(key, state, cancellationToken));
    }

    // At its time, with what is known today; what is overdue, now.
    private static (string Expected, string? Then) Expected(AccountState state, SendFacts facts, DateTimeOffset now)
    {
        var at = facts.Notification.NextAt > now ? facts.Notification.NextAt : now;
        return CadenceRules.Next(facts, at) switch
        {
            CadenceStep.Change change => (
                Expected(change.Notification),
                FallbackChain.StepAfter(state, change.Notification, facts.Practice) is { } step ? Camel(step.ToString()) : null),
            CadenceStep.Stay or CadenceStep.Search => (Expected(facts.Notification), null),
            _ => ("send", null),
        };
    }

    private static string Expected(PlannedNotification notification) =>
        $"{Camel(notification.Status.ToString())}: {notification.Reason}";

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private async Task<StatementCadence?> NewestAsync(
        AccountKey key, AccountState state, CancellationToken cancellationToken)
    {
        if (state.Statements.Where(statement => !statement.Withdrawn).MaxBy(s => s.StatementDate) is not { } newest)
        {
            return null;
        }

        var frozen = newest.Plan is { } plan
            ? await setup.RevisionAsync(key.Practice, plan.Profile, plan.Revision, cancellationToken)
            : null;
        var recipient = new Recipient(state.Details, state.Switches.Paperless.State is SwitchState.OptedIn);
        return new(
            newest.Id,
            newest.Plan?.Profile,
            newest.Plan?.Revision,
            newest.Plan?.Level ?? 0,
            newest.PlannedNothing,
            [
                .. (frozen?.Profile.Notifications ?? []).Select(rule =>
                {
                    var (code, why) = RuleSilence.Of(rule, newest.PlannedNothing, newest.Plan?.Level ?? 0, recipient);
                    return new RuleView(rule.Id, rule.Channel, rule.Purpose, rule.Level, code, why);
                }),
            ]);
    }
}
