namespace BalanceNotifications.Demo;

/// <param name="Url">Where the API is, for the pointers at the end.</param>
/// <param name="Date">The cluster's date: the statement date of every row.</param>
/// <param name="ClockOffset">What the cluster adds to the real time.</param>
/// <param name="Statements">The CSV file.</param>
/// <param name="Outbox">Where the cluster's pickup mode puts one file for each notification sent.</param>
/// <param name="StaysUp">Whether the cluster can still be looked at afterwards.</param>
internal sealed record DemoSettings(
    Uri Url, DateOnly Date, TimeSpan ClockOffset, FileInfo Statements, DirectoryInfo Outbox, bool StaysUp);
