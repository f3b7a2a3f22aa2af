using Npgsql;

namespace BalanceNotifications.Calls;

/// <summary>
/// What calls to a practice's own people say. No account stands behind one that could be asked, and nothing of it is
/// history: it is kept while its provider may ask, and cleared away after a day.
/// </summary>
public sealed class TestCalls(NpgsqlDataSource database)
{
    private const string Add =
        "insert into test_call (id, practice_id, provider, words, may_record) values ($1, $2, $3, $4, $5)";

    // Both served by the primary key, with the owner's rights: see storage/Schema/0039-test-calls.sql.
    private const string Find = "select provider, words::text, may_record, confirmed from bn_find_test_call($1)";

    private const string Confirm = "select bn_confirm_test_call($1)";

    /// <summary>Before the call is asked for: it may be answered before the provider's answer is.</summary>
    public async Task AddAsync(Guid id, int practice, TestCall call, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Add);
        command.Parameters.Add(Database.Value(id));
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(call.Provider));
        command.Parameters.Add(Database.Jsonb(Database.ToJson(call.Words)));
        command.Parameters.Add(Database.Value(call.MayRecord));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null when there is no such call, or no more.</summary>
    public async Task<TestCall?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0), Database.FromJson<CallWords>(reader.GetString(1)), reader.GetBoolean(2),
                reader.GetBoolean(3))
            : null;
    }

    /// <summary>Somebody has confirmed to be the one who is meant. Told again it changes nothing.</summary>
    public async Task ConfirmAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Confirm);
        command.Parameters.Add(Database.Value(id));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Provider">The account that it went out through, as settings name it.</param>
/// <param name="MayRecord">A machine may take a message.</param>
/// <param name="Confirmed">Somebody has confirmed to be the one who is meant.</param>
public sealed record TestCall(string Provider, CallWords Words, bool MayRecord, bool Confirmed = false);
