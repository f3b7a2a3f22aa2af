using Npgsql;

namespace PacedEngine.Storage;

/// <summary>
/// Rows of other tables that belong to a state: they are committed in its transaction, or not at all. Register one to
/// have group commit write them; without one, states are written alone.
/// </summary>
public interface ICompanion
{
    /// <summary>
    /// What goes with this state at this write; null for nothing. Called on the grain's own turn, so it may read the
    /// state as it is.
    /// </summary>
    object? RowsOf(object state);

    /// <summary>
    /// Adds the statements that write the rows of many grains. Only those whose state had the expected version are among
    /// them, and until the commit nobody else can write one of these states. What the database refuses (SQLSTATE 21 to
    /// 23, 54) fails, in the end, the one grain whose row it is, with its state unwritten.
    /// </summary>
    void Add(NpgsqlBatch batch, IReadOnlyList<object> rows);
}
