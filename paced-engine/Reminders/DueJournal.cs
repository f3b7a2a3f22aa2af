using Batching;
using Microsoft.Extensions.Options;

namespace PacedEngine.Reminders;

/// <summary>Every change of the due index of this silo, gathered into few statements.</summary>
internal sealed class DueJournal(DueIndex index, IOptions<PacedReminderOptions> options) : IAsyncDisposable
{
    private readonly Batcher<ReminderKey, DueChange, long?> _writer =
        new(options.Value.Batches, change => change.Key, index.WriteAsync);

    /// <returns>The row's version; null where the change applied to no row.</returns>
    public Task<long?> WriteAsync(DueChange change, CancellationToken cancellationToken) =>
        _writer.RunAsync(change, cancellationToken);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
