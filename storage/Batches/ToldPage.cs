namespace BalanceNotifications.Batches;

/// <summary>What became of the rows of a page.</summary>
/// <param name="From">The batch was told up to here before it.</param>
/// <param name="To">Its last row.</param>
/// <param name="Accepted">How many their accounts took.</param>
/// <param name="Refused">Those that their accounts refused.</param>
/// <param name="WaitOn">Those that could not be told.</param>
/// <param name="RowsPerSecond">How fast the rows go at the moment; null when that is not known yet.</param>
public sealed record ToldPage(
    int From, int To, int Accepted, IReadOnlyCollection<WorkedRow> Refused, IReadOnlyCollection<int> WaitOn,
    float? RowsPerSecond);

/// <param name="Body">The command for the account grain, as JSON.</param>
public sealed record WaitingRow(int Row, string AccountKey, string Body);

/// <summary>A row whose account has taken it, or may have.</summary>
public sealed record ToldRow(int Row, string AccountKey);

/// <param name="Reason">Why the account refused it; null when it took it.</param>
public sealed record WorkedRow(int Row, string? Column, string? Value, string? Reason);
