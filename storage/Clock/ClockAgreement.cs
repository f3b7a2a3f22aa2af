using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Clock;

/// <summary>
/// Stops a host whose clock differs from the database's: a reminder would fire at the wrong time. A database that
/// cannot be reached yet is asked again until it answers; until then the host is alive and not ready.
/// </summary>
internal sealed partial class ClockAgreement(
    NpgsqlDataSource database, IOptions<ClockOptions> options, ILogger<ClockAgreement> logger)
    : BackgroundService, IHostedLifecycleService
{
    private const string Offset = """select coalesce((select "offset" from clock where fixed is null), '0')""";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private bool _agreed;

    // Before anything else starts, where that is possible.
    public Task StartingAsync(CancellationToken cancellationToken) => TryAgreeAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What it throws here stops the host.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace);
        while (!_agreed && await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAgreeAsync(stoppingToken);
        }
    }

    /// <exception cref="InvalidOperationException">The clocks differ.</exception>
    private async Task TryAgreeAsync(CancellationToken cancellationToken)
    {
        TimeSpan offset;
        try
        {
            await using var command = database.CreateCommand(Offset);
            offset = (TimeSpan)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (NpgsqlException e) when (e is not PostgresException || e.IsTransient)
        {
            LogUnreachable(e.SqlState);
            return;
        }

        if (offset != options.Value.Offset)
        {
            throw new InvalidOperationException(
                $"{ClockOptions.Section}:Offset is {options.Value.Offset}, but the database runs at {offset}. "
                + "Run 'silo migrate' with the offset that is meant.");
        }

        _agreed = true;
    }

    [LoggerMessage(LogLevel.Warning, "The database cannot be asked for its clock yet ({SqlState})")]
    private partial void LogUnreachable(string? sqlState);
}
