using System.Data;
using BalanceNotifications.Audit;
using Npgsql;

namespace BalanceNotifications.Practices;

/// <summary>
/// One change of a practice's set-up: a transaction that can only be committed together with its audit line. The
/// practice's row is locked for its length, so that what a change has checked (no other profile of that name, no
/// profile that uses the template) still holds when it is written.
/// </summary>
internal sealed class PracticeChange : IAsyncDisposable
{
    private const string LockPractice = "select 1 from practice where id = $1 for no key update";

    private readonly RowScope _scope;
    private readonly TimeProvider _clock;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PracticeChange(
        RowScope scope, TimeProvider clock, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _scope = scope;
        _clock = clock;
        _connection = connection;
        _transaction = transaction;
    }

    /// <param name="scope">Names one practice.</param>
    public static async Task<PracticeChange> BeginAsync(
        NpgsqlDataSource database, TimeProvider clock, RowScope scope, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            // Each statement must see what was committed while it waited for the lock.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await using var batch = scope.Begin(connection).Add(LockPractice, Database.Value(scope.Practice));
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return new(scope, clock, connection, transaction);
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

    public async Task ExecuteAsync(
        string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task CommitAsync(AuditLine line, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            AuditStore.Append, cancellationToken, AuditStore.Parameters(_scope.Practice!.Value, line, _clock));
        await _transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Without a commit, nothing has happened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
