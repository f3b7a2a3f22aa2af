using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Senders;

/// <summary>The worklist of a practice's senders whose breaker is open: what they send waits.</summary>
public sealed class TrippedSenders(NpgsqlDataSource database)
{
    /// <summary>
    /// Served by sender_breaker_open; which of them are the practice's, row-level security says. Few are open at a time.
    /// </summary>
    internal const string Open = """
        select channel, provider, sender, opened_at, reason, failures, trips, probe_at
        from sender_breaker
        where opened_at is not null
            and ($1::smallint is null or (channel, provider, sender) > ($1, $2, $3))
        order by channel, provider, sender
        limit $4
        """;

    /// <param name="after">Where to continue; null at the beginning.</param>
    public async Task<Page<TrippedSender>> ListAsync(
        RowScope scope, SenderKey? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(Open, Parameters(after, limit));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var senders = new List<TrippedSender>();
        while (await reader.ReadAsync(cancellationToken))
        {
            senders.Add(new(
                new((Channel)reader.GetInt16(0), reader.GetString(1), reader.GetString(2)),
                reader.GetFieldValue<DateTimeOffset>(3), reader.Nullable<string>(4), reader.GetInt32(5),
                reader.GetInt32(6), reader.Nullable<DateTimeOffset?>(7)));
        }

        return Page.Of(senders, limit, sender => KeyOf(sender.Key));
    }

    /// <summary>False for anything that is not the next of a page.</summary>
    public static bool TryReadKey(string text, out SenderKey? key)
    {
        var parts = text.Split(' ', 3);
        key = parts.Length == 3 && Enum.TryParse<Channel>(parts[0], out var channel) && Enum.IsDefined(channel)
            ? new(channel, parts[1], parts[2])
            : null;
        return key is not null;
    }

    internal static NpgsqlParameter[] Parameters(SenderKey? after, int limit) =>
    [
        Database.Value((short?)after?.Channel), Database.Value(after?.Provider), Database.Value(after?.Sender),
        Database.Value(limit + 1),
    ];

    private static string KeyOf(SenderKey key) => $"{key.Channel} {key.Provider} {key.Sender}";
}

/// <param name="Since">When its breaker opened.</param>
/// <param name="Reason">The code of the last failure on our side.</param>
/// <param name="Failures">In the window that was counted.</param>
/// <param name="Trips">How often it has opened without closing for good.</param>
/// <param name="NextProbeAt">When one notification may try.</param>
public sealed record TrippedSender(
    SenderKey Key, DateTimeOffset Since, string? Reason, int Failures, int Trips, DateTimeOffset? NextProbeAt);
