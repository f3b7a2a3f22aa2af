using System.Collections.Frozen;
using Npgsql;

namespace BalanceNotifications.Events;

/// <summary>
/// What the endpoints of each practice want to hear, so that of what nobody wants nothing is written, and nobody has to ask
/// the database for it. As old as its last refresh.
/// </summary>
public sealed class EventInterest(NpgsqlDataSource database)
{
    // A paused endpoint wants everything: it is sent it when it goes on.
    private const string Find = "select practice_id, bit_or(types) from webhook group by practice_id";

    private volatile FrozenDictionary<int, EventTypes> _wanted = FrozenDictionary<int, EventTypes>.Empty;

    public EventTypes Of(int practice) => _wanted.GetValueOrDefault(practice, EventTypes.None);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var wanted = new Dictionary<int, EventTypes>();
        while (await reader.ReadAsync(cancellationToken))
        {
            wanted[reader.GetInt32(0)] = new(reader.GetInt64(1));
        }

        _wanted = wanted.ToFrozenDictionary();
    }
}
