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
            planned.Add(new(
                notification.View(state.Number!),
                notification.Rule,
                opened is null ? Expected(AttemptRules.CannotBeMade(notification)) : Expected(opened.Facts, now)));
        }

        return new(planned, await NewestAsync(key, state, cancellationToken));
    }

    // At its time, with what is known today; what is overdue, now.
    private static string Expected(SendFacts facts, DateTimeOffset now)
    {
        var at = facts.Notification.NextAt > now ? facts.Notification.NextAt : now;
        return CadenceRules.Next(facts, at) switch
        {
            CadenceStep.Change change => Expected(change.Notification),
            CadenceStep.Stay => Expected(facts.Notification),
            _ => "send",
        };
    }

    private static string Expected(PlannedNotification notification) =>
        $"{JsonNamingPolicy.CamelCase.ConvertName(notification.Status.ToString())}: {notification.Reason}";

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
