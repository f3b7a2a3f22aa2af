using System.Data;
using BalanceNotifications.Audit;
using Npgsql;

namespace BalanceNotifications.Keys;

/// <summary>One change of an organisation: a transaction that can only be committed together with its audit line.</summary>
internal sealed class OrganisationChange : IAsyncDisposable
{
    private const string Append = """
        insert into organisation_audit (organisation, id, actor, action, subject, detail) values ($1, $2, $3, $4, $5, $6)
        """;

    private readonly string _organisation;
    private readonly TimeProvider _clock;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private OrganisationChange(
        string organisation, TimeProvider clock, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        (_organisation, _clock) = (organisation, clock);
        (_connection, _transaction) = (connection, transaction);
    }

    public static async Task<OrganisationChange> BeginAsync(
        NpgsqlDataSource database, TimeProvider clock, string organisation, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            // Each statement must see what was committed while it waited for a lock.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await using var batch = new RowScope(organisation, null).Begin(connection);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return new(organisation, clock, connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <returns>How many rows it was about.</returns>
    public async Task<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task CommitAsync(AuditLine line, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            Append, cancellationToken,
            Database.Value(_organisation),
            Database.Value(Guid.CreateVersion7(_clock.GetUtcNow())),
            Database.Value(line.Actor),
            Database.Value(line.Action),
            Database.Value(line.Subject),
            Database.Jsonb(line.Detail?.ToJsonString() ?? "{}"));
        await _transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Without a commit, nothing has happened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
