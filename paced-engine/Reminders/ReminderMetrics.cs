using System.Diagnostics.Metrics;

namespace PacedEngine.Reminders;

/// <summary>The figures of meter <c>PacedEngine.Reminders</c>. None carries a grain's name.</summary>
internal sealed class ReminderMetrics
{
    public const string MeterName = "PacedEngine.Reminders";

    private readonly Counter<long> _claims;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _parked;
    private readonly Histogram<double> _lateness;
    private long _backlog;
    private double _oldestOverdue;

    public ReminderMetrics(IMeterFactory meters, InFlight inFlight)
    {
        var meter = meters.Create(MeterName);
        _claims = meter.CreateCounter<long>("paced.reminders.claims", "{reminder}", "Reminders taken for delivery");
        _retries = meter.CreateCounter<long>("paced.reminders.retries", "{reminder}", "Deliveries that failed and come again");
        _parked = meter.CreateCounter<long>("paced.reminders.parked", "{reminder}", "Reminders that failed too often");
        _lateness = meter.CreateHistogram<double>("paced.reminders.lateness", "s", "From the due instant to the delivery");
        meter.CreateObservableGauge("paced.reminders.in_flight", () => inFlight.Count, "{reminder}");
        meter.CreateObservableGauge(
            "paced.reminders.backlog", () => Interlocked.Read(ref _backlog), "{reminder}", "Due, up to 100,000");
        meter.CreateObservableGauge(
            "paced.reminders.oldest_overdue", () => Volatile.Read(ref _oldestOverdue), "s", "Age of the oldest that is due");
    }

    public void Claimed(int count) => _claims.Add(count);

    public void Delivered(TimeSpan late) => _lateness.Record(late.TotalSeconds);

    public void Retried() => _retries.Add(1);

    public void Parked() => _parked.Add(1);

    public void Waiting(long backlog, TimeSpan oldest)
    {
        Interlocked.Exchange(ref _backlog, backlog);
        Volatile.Write(ref _oldestOverdue, oldest.TotalSeconds);
    }
}
