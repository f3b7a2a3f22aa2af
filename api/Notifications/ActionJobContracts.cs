using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications.Actions;

namespace BalanceNotifications.Notifications;

/// <summary>An action on all notifications that a filter picked, and how far it is.</summary>
/// <param name="Filter">As it was understood; null for an undo.</param>
/// <param name="Picked">How many it is about: final once it is running.</param>
/// <param name="Waiting">Of those, how many nobody has told yet.</param>
/// <param name="NothingToDo">Stood so already.</param>
/// <param name="Failed">Their accounts could not be asked, several times.</param>
/// <param name="EndedAt">Null while it goes on.</param>
/// <param name="StoppedBy">Null unless somebody stopped it.</param>
/// <param name="CanUndo">Whether <c>POST …/undo</c> would take it back.</param>
/// <param name="Undoes">The action that it takes back; null for most.</param>
/// <param name="UndoneBy">The action that takes it back; null while none does.</param>
public sealed record ActionJobResponse(
    Guid Id,
    NotificationAction Action,
    ActionJobStatus Status,
    JsonElement? Filter,
    int Picked,
    int Waiting,
    int Done,
    int NothingToDo,
    int Refused,
    int NotFound,
    int Failed,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? EndedAt,
    string? StoppedBy,
    bool CanUndo,
    Guid? Undoes,
    Guid? UndoneBy)
{
    internal static ActionJobResponse From(ActionJob job) => new(
        job.Id, job.Action, job.Status, job.Asked is { } asked ? Database.FromJson<JsonElement>(asked) : null,
        job.Counts.Picked, job.Counts.Waiting, job.Counts.Done, job.Counts.NothingToDo, job.Counts.Refused,
        job.Counts.NotFound, job.Counts.Failed, job.CreatedAt, job.CreatedBy, job.EndedAt, job.StoppedBy, job.CanUndo,
        job.Undoes, job.UndoneBy);
}

/// <param name="Code">Why it was refused; null otherwise.</param>
public sealed record ActionItemResponse(Guid Id, ActionItemState State, ActionRefusal? Code, string? Reason)
{
    internal static ActionItemResponse From(ActionItem item)
    {
        ActionRefusal? code = item.Refusal is { } refusal ? Database.FromJson<ActionRefusal>($"\"{refusal}\"") : null;
        return new(item.Notification, item.State, code, code is { } known ? ActionResultResponse.Words(known) : null);
    }
}
