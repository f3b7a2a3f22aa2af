using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Privacy;

/// <summary>Everything that the processes would write down of themselves: logs, traces, metrics.</summary>
internal sealed class Watch : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly ConcurrentQueue<string> _traces = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public Watch()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (!Ignored(activity))
                {
                    _traces.Enqueue(Text(activity));
                }
            },
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _meters.SetMeasurementEventCallback<float>((instrument, _, tags, _) => Note(instrument, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _meters.Start();
    }

    /// <summary>Of activities that are the test's own: its calls, and the servers that it plays.</summary>
    public Func<Activity, bool> Ignored { get; set; } = _ => false;

    public string Logs => string.Join('\n', _logs);

    public string Traces => string.Join('\n', _traces);

    public string Metrics
    {
        get
        {
            _meters.RecordObservableInstruments();
            return string.Join('\n', _metrics.Keys);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Log(categoryName, _logs);

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private static string Text(Activity activity)
    {
        var text = new StringBuilder($"{activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription}");
        Append(text, activity.TagObjects);
        foreach (var happened in activity.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $" [{happened.Name}]");
            Append(text, happened.Tags);
        }

        foreach (var (key, value) in activity.Baggage)
        {
            text.Append(CultureInfo.InvariantCulture, $" {key}={value}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            text.Append(CultureInfo.InvariantCulture, $" {key}={(value is Array array ? string.Join(',', array.Cast<object>()) : value)}");
        }
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder($"{instrument.Meter.Name} {instrument.Name}");
        Append(text, tags.ToArray());
        _metrics.TryAdd(text.ToString(), true);
    }

    private sealed class Log(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null; // as the product's own consoles: scopes stay out

        public bool IsEnabled(LogLevel logLevel) => true;

        // The message as a console has it, its values as a structured log has them, and the whole exception.
        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var text = new StringBuilder($"{logLevel} {category} {eventId} {formatter(state, exception)}");
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                Append(text, values);
            }

            lines.Enqueue(text.Append(CultureInfo.InvariantCulture, $" {exception}").ToString());
        }
    }
}
