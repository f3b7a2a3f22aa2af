using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Clock;

/// <summary>Stops a host whose clock differs from the database's: a reminder would fire at the wrong time.</summary>
internal sealed class ClockAgreement(NpgsqlDataSource database, IOptions<ClockOptions> options) : IHostedLifecycleService
{
    private const string Offset = """select coalesce((select "offset" from clock where fixed is null), '0')""";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Offset);
        var offset = (TimeSpan)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (offset != options.Value.Offset)
        {
            throw new InvalidOperationException(
                $"{ClockOptions.Section}:Offset is {options.Value.Offset}, but the database runs at {offset}. "
                + "Run 'silo migrate' with the offset that is meant.");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
