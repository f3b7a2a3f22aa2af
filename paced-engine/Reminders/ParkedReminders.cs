using Npgsql;

namespace PacedEngine.Reminders;

/// <summary>Reminders that failed too often, for the person who has mended what was wrong.</summary>
public sealed class ParkedReminders(NpgsqlDataSource database)
{
    private readonly DueIndex _index = new(database);

    public Task<long> CountAsync(CancellationToken cancellationToken) => _index.CountParkedAsync(cancellationToken);

    /// <summary>Puts them back into the queue, due at <paramref name="now"/>. Doing it twice changes nothing.</summary>
    /// <param name="grain">Null for all of them.</param>
    /// <returns>How many.</returns>
    public Task<int> TakeUpAsync(DateTimeOffset now, string? grain, CancellationToken cancellationToken) =>
        _index.UnparkAsync(now, grain, cancellationToken);
}
