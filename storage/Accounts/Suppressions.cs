using Batching;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>
/// The addresses a practice must not write to, whichever account has them. Asked before each send, and never from
/// memory: who said STOP a moment ago is heard. Those who ask at the same time share a statement.
/// </summary>
public sealed class Suppressions : IAsyncDisposable
{
    // Served by the primary key.
    private const string Exists = """
        select t.place
        from unnest($1::integer[], $2::smallint[], $3::bytea[])
            with ordinality as t(practice_id, channel, address_hash, place)
        join suppression s
            on s.practice_id = t.practice_id and s.channel = t.channel and s.address_hash = t.address_hash
        where s.at is not null and (s.lifted_at is null or s.lifted_at <= s.at)
        """;

    private readonly NpgsqlDataSource _database;
    private readonly Batcher<Question, Question, bool> _questions;

    public Suppressions(NpgsqlDataSource database) =>
        (_database, _questions) = (database, new(new(), question => question, AskAsync));

    public Task<bool> ContainsAsync(
        int practice, Channel channel, byte[] addressHash, CancellationToken cancellationToken) =>
        _questions.RunAsync(new(practice, channel, addressHash), cancellationToken);

    public ValueTask DisposeAsync() => _questions.DisposeAsync();

    private async Task<bool[]> AskAsync(IReadOnlyList<Question> questions)
    {
        await using var command = _database.CreateCommand(Exists);
        command.Parameters.Add(Database.Value(questions.Select(question => question.Practice).ToArray()));
        command.Parameters.Add(Database.Value(questions.Select(question => (short)question.Channel).ToArray()));
        command.Parameters.Add(Database.Value(questions.Select(question => question.AddressHash).ToArray()));
        var answers = new bool[questions.Count];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            answers[reader.GetInt64(0) - 1] = true;
        }

        return answers;
    }

    // Each is its own: two accounts with one address ask in one statement.
    private sealed class Question(int practice, Channel channel, byte[] addressHash)
    {
        public int Practice => practice;

        public Channel Channel => channel;

        public byte[] AddressHash => addressHash;
    }
}

/// <summary>What became known of an address: an opt-out, or its lift. The newer instant decides, whichever is told last.</summary>
/// <param name="At">When it was opted out; null for a lift.</param>
/// <param name="LiftedAt">When that was lifted; null for an opt-out.</param>
/// <param name="Source">Where the opt-out was recorded; null for a lift.</param>
/// <param name="Wording">What was said; null for a lift.</param>
public sealed record SuppressionLine(
    Channel Channel,
    byte[] AddressHash,
    DateTimeOffset? At,
    DateTimeOffset? LiftedAt,
    string? Source,
    string? Wording);
