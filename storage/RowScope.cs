using System.Globalization;
using Npgsql;

namespace BalanceNotifications;

/// <summary>
/// Whose rows a request may see. Row-level security reads it: the api's queries all begin with
/// <c>Begin</c>, in the same batch and so the same transaction. The silo's role sees everything.
/// </summary>
/// <param name="Organisation">The caller's organisation.</param>
/// <param name="Practice">The practice the request is about; null for a list of practices.</param>
public sealed record RowScope(string Organisation, int? Practice)
{
    private const string SetScope =
        "select set_config('bn.organisation', $1, true), set_config('bn.practices', $2, true)";

    /// <summary>A batch that runs as one transaction, and only sees what this scope may see.</summary>
    public NpgsqlBatch Begin(NpgsqlDataSource database) => Begin(database.CreateBatch());

    /// <summary>The same on an open connection, inside the caller's transaction.</summary>
    public NpgsqlBatch Begin(NpgsqlConnection connection) => Begin(connection.CreateBatch());

    private NpgsqlBatch Begin(NpgsqlBatch batch) => batch.Add(
        SetScope,
        Database.Value(Organisation),
        Database.Value(Practice?.ToString(CultureInfo.InvariantCulture) ?? ""));

    /// <summary>Runs the batch and moves past the answer of the scope itself, to the first real result.</summary>
    public static async Task<NpgsqlDataReader> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return reader;
    }
}
