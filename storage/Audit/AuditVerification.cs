using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>Computes the seals of a trail anew from its rows.</summary>
public sealed class AuditVerification(NpgsqlDataSource database)
{
    private const int Page = 50;

    // What one call reads at most, about: some seconds of the database.
    private const int MostRows = 500_000;

    /// <param name="from">The seal to begin with, from 1; the one before it is believed.</param>
    /// <param name="known">A seal that somebody wrote down before; null for none.</param>
    public async Task<AuditVerdict> VerifyAsync(
        AuditTrail trail, int from, KnownSeal? known, CancellationToken cancellationToken)
    {
        var verdict = new AuditVerdict();
        for (var next = Math.Max(from - 1, 1); verdict.Broken is null; next = verdict.Chain.Sequence + 1)
        {
            var seals = await ReadAsync(trail, next, cancellationToken);
            verdict = seals.Aggregate(verdict, (current, seal) => current.After(seal, from, known));
            if (seals.Count < Page && verdict.Broken is null)
            {
                return verdict with
                {
                    Broken = verdict.Chain.CheckEnd(known),
                    Unsealed = await CountUnsealedAsync(trail, cancellationToken),
                };
            }

            if (verdict.Rows >= MostRows)
            {
                return verdict with { Next = verdict.Chain.Sequence + 1 };
            }
        }

        return verdict;
    }

    private async Task<IReadOnlyList<AuditSeal>> ReadAsync(
        AuditTrail trail, int from, CancellationToken cancellationToken)
    {
        await using var batch = trail.Scope.Begin(database).Add(
            SealSql.List(trail), [.. trail.Parameters(), Database.Value(from), Database.Value(Page)]);
        batch.Timeout = Database.JobTimeoutSeconds;
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var seals = new List<AuditSeal>();
        while (await reader.ReadAsync(cancellationToken))
        {
            seals.Add(new(
                reader.GetInt32(0), reader.GetFieldValue<ulong>(1), reader.GetFieldValue<ulong>(2), reader.GetInt32(3),
                reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5),
                reader.GetFieldValue<DateTimeOffset>(6), reader.GetInt32(7), reader.GetFieldValue<byte[]>(8),
                reader.GetInt32(9)));
        }

        return seals;
    }

    private async Task<long> CountUnsealedAsync(AuditTrail trail, CancellationToken cancellationToken)
    {
        await using var batch = trail.Scope.Begin(database)
            .Add(SealSql.CountUnsealed(trail), [.. trail.Parameters()]);
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0);
    }
}

/// <summary>What came of computing seals anew.</summary>
public sealed record AuditVerdict
{
    /// <summary>Seals that hold, of those looked at.</summary>
    public int Seals { get; init; }

    /// <summary>Rows in them.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that say that they are more than an hour older than the seal before theirs; see <see cref="AuditSeal"/>.</summary>
    public long Late { get; init; }

    /// <summary>The first seal with such rows; null when there are none.</summary>
    public int? FirstLate { get; init; }

    /// <summary>The first that does not hold; null when all do.</summary>
    public BrokenSeal? Broken { get; init; }

    /// <summary>Where to go on; null at the end of the chain, and behind a broken seal.</summary>
    public int? Next { get; init; }

    /// <summary>Rows that no seal covers yet; null before the end of the chain.</summary>
    public long? Unsealed { get; init; }

    /// <summary>How far the chain holds.</summary>
    public SealChain Chain { get; init; } = SealChain.Start;

    /// <param name="from">Seals before it are believed.</param>
    internal AuditVerdict After(AuditSeal seal, int from, KnownSeal? known)
    {
        if (Broken is not null)
        {
            return this;
        }

        if (seal.Sequence < from)
        {
            return this with { Chain = SealChain.Behind(seal) };
        }

        return Chain.Check(seal, known) is { } broken
            ? this with { Broken = broken }
            : this with
            {
                Chain = SealChain.Behind(seal),
                Seals = Seals + 1,
                Rows = Rows + seal.Rows,
                Late = Late + seal.Late,
                FirstLate = FirstLate ?? (seal.Late > 0 ? seal.Sequence : null),
            };
    }
}
