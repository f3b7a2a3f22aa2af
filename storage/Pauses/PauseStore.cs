using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Pauses;

/// <summary>Pauses profiles and batches, each change with its audit line.</summary>
public sealed class PauseStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Pauses it, or lets it go on. What changes nothing leaves no audit line.</summary>
    /// <returns>Null when the practice has no such profile or batch.</returns>
    public async Task<PauseResult?> SetAsync(
        RowScope scope, PauseSubject subject, Guid id, PauseRequest request, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, scope, subject, id, cancellationToken) is not { } found)
        {
            return null;
        }

        var next = request.After(found.Pause, clock.GetUtcNow());
        if (next != found.Pause)
        {
            await change.ExecuteAsync(
                subject.Set,
                cancellationToken,
                Database.Value(scope.Practice),
                Database.Value(id),
                Database.Value(next?.At),
                Database.Value(next?.By),
                Database.Value(next?.Reason));
            await change.CommitAsync(request.Line(subject.Name, id.ToString(), found.Pause, next), cancellationToken);
        }

        return new(next);
    }

    private static async Task<PauseResult?> FindAsync(
        PracticeChange change, RowScope scope, PauseSubject subject, Guid id, CancellationToken cancellationToken)
    {
        await using var command = change.Command(subject.Find, Database.Value(scope.Practice), Database.Value(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.Pause(0)) : null;
    }
}

/// <param name="Pause">As it is now; null when it is not paused.</param>
public sealed record PauseResult(Pause? Pause);
