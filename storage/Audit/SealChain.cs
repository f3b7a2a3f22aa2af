namespace BalanceNotifications.Audit;

/// <summary>Goes along a chain of seals and stops at the first that does not hold. Pure.</summary>
public sealed class SealChain
{
    private static readonly byte[] Beginning = new byte[32];

    private readonly byte[] _hash;

    private SealChain(int sequence, ulong transaction, byte[] hash) =>
        (Sequence, Transaction, _hash) = (sequence, transaction, hash);

    /// <summary>Before the first seal.</summary>
    public static SealChain Start { get; } = new(0, 0, Beginning);

    /// <summary>The last seal that holds; 0 before the first.</summary>
    public int Sequence { get; }

    /// <summary>The first transaction that none covers yet.</summary>
    public ulong Transaction { get; }

    public string Hash => Convert.ToHexStringLower(_hash);

    /// <summary>Behind a seal that was found to hold before.</summary>
    public static SealChain Behind(AuditSeal seal) => new(seal.Sequence, seal.ToTransaction, seal.Hash);

    /// <summary>Null when it holds.</summary>
    /// <param name="known">Null when nothing was written down.</param>
    public BrokenSeal? Check(AuditSeal seal, KnownSeal? known = null)
    {
        var fault = FaultOf(seal)
            ?? (known?.Sequence == seal.Sequence && known.Hash != Convert.ToHexStringLower(seal.Hash)
                ? SealFault.Exchanged
                : null);
        return fault is { } found ? new(seal.Sequence, found, seal.SealedAt, seal.Rows, seal.RowsNow) : null;
    }

    /// <summary>At the end of the chain: null when all that somebody wrote down is there.</summary>
    public BrokenSeal? CheckEnd(KnownSeal? known) => known?.Sequence > Sequence
        ? new(Sequence + 1, SealFault.Missing, SealedAt: null, Rows: null, RowsNow: null)
        : null;

    private SealFault? FaultOf(AuditSeal seal) =>
        seal.Sequence != Sequence + 1 ? SealFault.Missing
        : seal.FromTransaction != Transaction || !seal.Previous.AsSpan().SequenceEqual(_hash) ? SealFault.Unlinked
        : seal.RowsNow < seal.Rows ? SealFault.RowsDeleted
        : seal.RowsNow > seal.Rows ? SealFault.RowsInserted
        : !seal.HashNow.AsSpan().SequenceEqual(seal.Hash) ? SealFault.Changed
        : null;
}
