namespace BalanceNotifications.Batches;

/// <summary>One row of an upload, checked.</summary>
/// <param name="Row">Counted from 1, the header not counted.</param>
/// <param name="Account">The account number; null when it could not be read.</param>
/// <param name="AccountKey">Its keyed hash; null for a rejected row.</param>
/// <param name="Body">What the account grain is to be told, as JSON; null for a rejected row.</param>
/// <param name="Fault">Why it is rejected; null for a good row.</param>
public sealed record IntakeRow(int Row, string? Account, string? AccountKey, string? Body, RowFault? Fault);

/// <summary>What is wrong with a row.</summary>
/// <param name="Column">The first offending column, or JSON path.</param>
/// <param name="Value">What stands there; null when nothing does.</param>
/// <param name="Reason">Everything that is wrong, one sentence each.</param>
public sealed record RowFault(string Column, string? Value, string Reason);
