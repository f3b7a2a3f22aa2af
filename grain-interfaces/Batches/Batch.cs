namespace BalanceNotifications.Batches;

/// <summary>What the rows of a batch are. The numbers are stored; they never change.</summary>
public enum BatchKind
{
    /// <summary>Statements of a billing cycle.</summary>
    Cycle = 1,
    OnDemand = 2,
    Accounts = 3,
    Postings = 4,
}

/// <summary>V54, less <c>Mailed</c>. The numbers are stored; they never change.</summary>
public enum BatchStatus
{
    /// <summary>Received and checked; waits for <c>upload</c>.</summary>
    Created = 1,
    Uploading = 2,
    Accepted = 3,
    Cancelled = 4,
    Failed = 5,
}
