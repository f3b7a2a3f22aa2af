using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;

namespace BalanceNotifications.Notifications;

/// <summary>The body of <c>POST …/notifications/actions</c>: with <c>ids</c>, or with a <c>filter</c>.</summary>
/// <param name="Ids">Up to 500; they are acted on, and answered, at once.</param>
/// <param name="Filter">All that match, however many: a silo works them off, and the answer says where to look.</param>
internal sealed record ActionRequest(
    NotificationAction? Action = null, IReadOnlyList<Guid>? Ids = null, ActionFilterBody? Filter = null)
{
    private const int MaxIds = 500;

    public ActionAsked Read(FieldChecks checks, CallerPractice caller)
    {
        var action = checks.Required(Action, "action");
        if (Ids is null == Filter is null)
        {
            checks.Add("ids", "Either ids or a filter is required.");
        }

        if (Ids is { Count: 0 or > MaxIds })
        {
            checks.Add("ids", $"Names 1 to {MaxIds} notifications.");
        }

        if (Filter is not null && action is NotificationAction.SendAgain)
        {
            checks.Add("filter", "What may arrive twice is named one by one, by ids.");
        }

        return new(action, Ids, Filter?.Read(action, checks, caller));
    }
}

/// <param name="Ids">Null where a filter picks.</param>
internal sealed record ActionAsked(
    NotificationAction Action, IReadOnlyList<Guid>? Ids, NotificationFilter? Filter);

/// <summary>The filters of the list of notifications; at least one of them.</summary>
/// <param name="Status">Those that the action is for, when not said.</param>
/// <param name="Errors">Every status that is an error, with those of <paramref name="Status"/>.</param>
/// <param name="From">Earliest planned instant, inclusive.</param>
/// <param name="To">Planned instant at which it ends, exclusive.</param>
internal sealed record ActionFilterBody(
    IReadOnlyList<NotificationStatus>? Status, bool? Errors, Channel? Channel, Guid? Profile, Guid? Batch,
    string? Account, DateTimeOffset? From, DateTimeOffset? To)
{
    public NotificationFilter Read(NotificationAction action, FieldChecks checks, CallerPractice caller)
    {
        NotificationStatus[] said = [.. Errors is true ? NotificationFilter.Errors : [], .. Status ?? []];
        // An empty condition is none: nothing ticked must not mean everything.
        if (said.Length == 0
            && this is { Channel: null, Profile: null, Batch: null, Account: null, From: null, To: null })
        {
            checks.Add("filter", "Names at least one condition.");
        }

        if (Account is not null && !AccountRules.IsAccountNumber(Account))
        {
            checks.Add("filter.account", "Is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'.");
        }

        return new(
            said.Length == 0 ? MeantFor(action) : said,
            Channel, Profile, Batch,
            Account is null ? null : AccountGrains.KeyOf(caller, Account).Hash,
            From, To);
    }

    private static IReadOnlyList<NotificationStatus> MeantFor(NotificationAction action) => action switch
    {
        NotificationAction.Cancel => [NotificationStatus.Scheduled, NotificationStatus.Deferred],
        NotificationAction.CancelAndOptOut => [NotificationStatus.UndeliverablePermanent],
        NotificationAction.Archive => NotificationFilter.Errors,
        NotificationAction.Retry =>
        [
            .. NotificationFilter.Errors.Where(status => status is not NotificationStatus.OutcomeUnknown),
        ],
        NotificationAction.Arrived or NotificationAction.SendAgain => [NotificationStatus.OutcomeUnknown],
        NotificationAction.Restore => [NotificationStatus.Archived],
    };
}

/// <summary>What was done, one by one.</summary>
internal sealed record ActionResponse(
    NotificationAction Action, int Done, IReadOnlyList<ActionResultResponse> Results);

/// <param name="Code">Why it was refused; null otherwise.</param>
/// <param name="Status">As it stands now; null when there is no such notification.</param>
internal sealed record ActionResultResponse(
    Guid Id, ActionOutcome Outcome, ActionRefusal? Code, string? Reason, NotificationStatus? Status)
{
    public static ActionResultResponse From(ActionResult result) =>
        new(result.Id, result.Outcome, result.Refusal, result.Refusal is { } refusal ? Words(refusal) : null, result.Status);

    public static string Words(ActionRefusal refusal) => refusal switch
    {
        ActionRefusal.InFlight => "It is being sent at this moment, or may have arrived and is looked after.",
        ActionRefusal.MayHaveArrived => "It may have arrived: say arrived or sendAgain, or archive it.",
        ActionRefusal.OutcomeKnown => "Its outcome is known.",
        ActionRefusal.NotAnError => "It is not on the list of errors.",
        ActionRefusal.Ended => "It has ended.",
        ActionRefusal.NoStatement => "Its statement is not kept any more.",
        ActionRefusal.Merged => "Its account was merged into another.",
        ActionRefusal.NotPutAway => "It is nothing that somebody archived or cancelled.",
        ActionRefusal.Changed => "Something has happened to it since.",
        ActionRefusal.TooLate => "The time it was planned for has come.",
        ActionRefusal.NothingOwed => "Its account owes nothing.",
    };
}
