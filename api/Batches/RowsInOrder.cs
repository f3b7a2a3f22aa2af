using System.Runtime.CompilerServices;

namespace BalanceNotifications.Batches;

/// <summary>Checks the rows of a file on every core, a few chunks ahead of who stores them, in file order.</summary>
internal static class RowsInOrder
{
    private const int ChunkRows = 128;

    private static readonly int Ahead = Environment.ProcessorCount;

    /// <param name="check">Runs for several rows at the same time.</param>
    public static async IAsyncEnumerable<IntakeRow> CheckAsync<TRow>(
        IAsyncEnumerable<TRow> rows,
        Func<TRow, IntakeRow> check,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunks = new Queue<Task<IntakeRow[]>>();
        await foreach (var chunk in rows.Chunk(ChunkRows).WithCancellation(cancellationToken))
        {
            chunks.Enqueue(Task.Run(() => Array.ConvertAll(chunk, row => check(row)), CancellationToken.None));
            if (chunks.Count > Ahead)
            {
                foreach (var row in await chunks.Dequeue())
                {
                    yield return row;
                }
            }
        }

        foreach (var chunk in chunks)
        {
            foreach (var row in await chunk)
            {
                yield return row;
            }
        }
    }
}
