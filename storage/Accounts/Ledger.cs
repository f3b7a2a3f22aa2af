using Batching;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Every statement and posting ever accepted, with its first answer. Those who ask at the same time share a statement.
/// </summary>
public sealed class Ledger : IAsyncDisposable
{
    // Served by the primary key, once for each: a plan made while the table was empty would walk all of it for ever.
    private const string Find = """
        select t.place, l.body_hash, l.answer::text
        from unnest($1::integer[], $2::text[], $3::smallint[], $4::text[])
            with ordinality as t(practice_id, account_key, kind, id, place)
        cross join lateral (
            select body_hash, answer from ledger
            where practice_id = t.practice_id and account_key = t.account_key and kind = t.kind and id = t.id
            limit 1) l
        """;

    private readonly NpgsqlDataSource _database;
    private readonly Batcher<Question, Question, LedgerEntry?> _questions;

    public Ledger(NpgsqlDataSource database) =>
        (_database, _questions) = (database, new(new(), question => question, AskAsync));

    /// <summary>Null when no such id was ever accepted.</summary>
    public Task<LedgerEntry?> FindAsync(
        AccountKey account, LedgerKind kind, string id, CancellationToken cancellationToken) =>
        _questions.RunAsync(new(account, kind, id), cancellationToken);

    public ValueTask DisposeAsync() => _questions.DisposeAsync();

    private async Task<LedgerEntry?[]> AskAsync(IReadOnlyList<Question> questions)
    {
        await using var command = _database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(questions.Select(question => question.Account.Practice).ToArray()));
        command.Parameters.Add(Database.Value(questions.Select(question => question.Account.Hash).ToArray()));
        command.Parameters.Add(Database.Value(questions.Select(question => (short)question.Kind).ToArray()));
        command.Parameters.Add(Database.Value(questions.Select(question => question.Id).ToArray()));
        var answers = new LedgerEntry?[questions.Count];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var place = (int)reader.GetInt64(0) - 1;
            var (_, kind, id) = questions[place];
            answers[place] = new(kind, id, reader.GetString(1), reader.GetString(2));
        }

        return answers;
    }

    private sealed record Question(AccountKey Account, LedgerKind Kind, string Id);
}
