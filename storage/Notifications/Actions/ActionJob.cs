using BalanceNotifications.Accounts;

namespace BalanceNotifications.Notifications.Actions;

/// <summary>How far an action on many notifications is. The numbers are stored; they never change.</summary>
public enum ActionJobStatus
{
    /// <summary>What matches is being written down; nothing was done yet.</summary>
    Picking = 1,
    Running = 2,
    Done = 3,

    /// <summary>Somebody stopped it; what was done stays done.</summary>
    Stopped = 4,

    /// <summary>Somebody has stopped it, and what is in hand is being written down.</summary>
    Stopping = 5,
}

/// <summary>What became of one of its notifications. The numbers are stored; they never change.</summary>
public enum ActionItemState
{
    Waiting = 0,
    Done = 1,
    NothingToDo = 2,
    Refused = 3,
    NotFound = 4,

    /// <summary>Its account could not be asked, several times.</summary>
    Failed = 5,
}

/// <summary>An action on all notifications that a filter picked, or that another action has changed.</summary>
/// <param name="Asked">The filter as it was asked for, as JSON; null for an undo.</param>
/// <param name="Undoes">The action that it takes back; null for most.</param>
/// <param name="UndoneBy">The action that takes it back; null while none does.</param>
/// <param name="EndedAt">Null while it goes on.</param>
/// <param name="StoppedBy">Null unless somebody stopped it.</param>
public sealed record ActionJob(
    Guid Id,
    NotificationAction Action,
    string? Asked,
    Guid? Undoes,
    Guid? UndoneBy,
    ActionJobStatus Status,
    ActionCounts Counts,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? EndedAt,
    string? StoppedBy)
{
    /// <summary>
    /// What was put away, or cancelled before its time, can be brought back. What was sent again was sent, and an opt-out is
    /// lifted by evidence.
    /// </summary>
    public bool CanUndo => EndedAt is not null && Undoes is null && UndoneBy is null && Counts.Done > 0
        && Action is NotificationAction.Archive or NotificationAction.Cancel;
}

/// <param name="Picked">How many it is about so far.</param>
public sealed record ActionCounts(int Picked, int Done, int NothingToDo, int Refused, int NotFound, int Failed)
{
    public int Waiting => Picked - Done - NothingToDo - Refused - NotFound - Failed;
}

/// <param name="Refusal">A code; null unless it was refused.</param>
public sealed record ActionItem(Guid Notification, ActionItemState State, string? Refusal);

/// <summary>What asking for an undo came to.</summary>
/// <param name="Job">The undo, new or there already; null when the action cannot be undone.</param>
/// <param name="IsNew">False for a repeat.</param>
public sealed record UndoResult(ActionJob? Job, bool IsNew);
