using System.Diagnostics.Metrics;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Callbacks;

/// <summary>Counts what providers tell. Nothing about a practice or an account is in its tags.</summary>
internal sealed class CallbackCounts
{
    public const string MeterName = "BalanceNotifications.Callbacks";

    private readonly Counter<long> _reports;

    public CallbackCounts(IMeterFactory meters) => _reports = meters.Create(MeterName).CreateCounter<long>(
        "bn.callbacks.reports", "{report}", "Reports of providers on notifications, by fate and by what they changed.");

    public void Add(ReportedFate fate, ReportOutcome outcome) => _reports.Add(
        1, new("fate", fate.ToString()), new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    /// <summary>A signed request about nothing we know of.</summary>
    public void AddUnknown() => _reports.Add(
        1, new KeyValuePair<string, object?>("outcome", ReportOutcome.NotFound.ToString()));
}
