using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Fixtures;

/// <summary>Keeps the errors that are logged.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly LoggerFactory _factory;

    public CapturedLog() => _factory = new([this]);

    public List<string> Errors { get; } = [];

    public ILogger<T> CreateLogger<T>() => _factory.CreateLogger<T>();

    public ILogger CreateLogger(string categoryName) => new Lines(Errors);

    public void Dispose() => _factory.Dispose();

    private sealed class Lines(List<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => errors.Add(formatter(state, exception));
    }
}
