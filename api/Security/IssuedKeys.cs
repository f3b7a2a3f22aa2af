using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using BalanceNotifications.Keys;

namespace BalanceNotifications.Security;

/// <summary>
/// The callers of the database, so that not every request asks it. What is kept is at most 5 s old: that long a revoked
/// key may still be let in by another process. What is found by the first half of a hash is compared as a whole, in a
/// time that does not tell where it differs.
/// </summary>
internal sealed class IssuedKeys(KeyHolders holders, TimeProvider clock)
{
    /// <summary>Keys that are known, and hashes that nobody has. Some 5 MB.</summary>
    private const int MostKept = 10_000;

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<UInt128, Answer> _known = new();

    /// <summary>Null when nobody has this key, or no longer.</summary>
    /// <param name="hash">Of a secret that is well-formed: any other is not worth a query.</param>
    public async Task<ClaimsPrincipal?> FindAsync(byte[] hash)
    {
        var place = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        var answer = _known.TryGetValue(place, out var known) && IsGood(known, hash) ? known : Ask(place, hash);
        try
        {
            return await answer.Holder.Value is { } holder && (holder.Until is not { } until || until > clock.GetUtcNow())
                ? holder.Principal
                : null;
        }
        catch
        {
            // An outage is not an answer.
            _known.TryRemove(new(place, answer));
            throw;
        }
    }

    /// <summary>After a key has changed: in this process it counts at once.</summary>
    public void Forget() => _known.Clear();

    // Of many requests with the same key one asks; not with that request's patience, for the others wait as well.
    private Answer Ask(UInt128 place, byte[] hash)
    {
        MakeRoom();
        // Before the read, or a slow one would be kept for longer than it is good for.
        var asked = new Answer(hash, clock.GetTimestamp(), new(() => ReadAsync(hash)));
        return _known.AddOrUpdate(place, asked, (_, other) => IsGood(other, hash) ? other : asked);
    }

    private async Task<Holder?> ReadAsync(byte[] hash) =>
        await holders.FindAsync(hash, CancellationToken.None) is { } found
            ? new(CallerOf(found).ToPrincipal(), found.Until)
            : null;

    private bool IsGood(Answer answer, byte[] hash) =>
        clock.GetElapsedTime(answer.AskedAt) < MaxAge && CryptographicOperations.FixedTimeEquals(answer.Hash, hash);

    private void MakeRoom()
    {
        if (_known.Count < MostKept)
        {
            return;
        }

        foreach (var (place, answer) in _known)
        {
            if (clock.GetElapsedTime(answer.AskedAt) >= MaxAge)
            {
                _known.TryRemove(new(place, answer));
            }
        }

        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }
    }

    private static Caller CallerOf(KeyHolder holder) =>
        new(holder.Name, holder.Organisation, holder.Grant.Practices, holder.Grant.Roles, Operator: false);

    private sealed record Answer(byte[] Hash, long AskedAt, Lazy<Task<Holder?>> Holder);

    private sealed record Holder(ClaimsPrincipal Principal, DateTimeOffset? Until);
}
