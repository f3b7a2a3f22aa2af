using System.Security.Cryptography;
using Npgsql;

namespace BalanceNotifications.Fixtures;

/// <summary>A practice of a test's own, put into the database by SQL, with notifications where a test wants them.</summary>
internal sealed class StoredPractice
{
    private const string Insert = """
        insert into practice (organisation, slug, salt, revision, settings)
        values ('stored', $1, $2, 1, '{}') returning id
        """;

    // One a minute from the given instant, their ids as NotificationId makes them; statuses, channels and accounts in turn.
    private const string InsertNotifications = """
        insert into notification (
            id, practice_id, account_key, account, batch, profile_id, channel, purpose, status, planned_at, due_at,
            attempts, resent_in_doubt, sequence)
        select overlay(bn_first_id(at)::text placing '8' || substr(md5($1 || '/' || n), 1, 3) || '-8'
                || substr(md5($1 || '/' || n), 4, 3) || '-' || substr(md5($1 || '/' || n), 7, 12) from 15)::uuid,
            $1, 'k' || n % 100, 'A-' || n % 100, $5, $6, 1 + n % 3, 1, $4[1 + n % cardinality($4)], at, at, 0, 0, 1
        from generate_series(0, $3 - 1) n, lateral (select $2 + n * interval '1 minute' as at) planned
        """;

    // As the account's journal writes them: half folded, half not yet.
    private const string InsertCounts = """
        with counted as (
            select practice_id, (planned_at at time zone 'UTC')::date as day, channel, profile_id, batch, status, count(*)
            from notification where practice_id = $1 group by 1, 2, 3, 4, 5, 6),
        folded as (
            insert into notification_count select practice_id, day, channel, profile_id, batch, status, count - 1
            from counted)
        insert into notification_delta select practice_id, day, channel, profile_id, batch, status, 1 from counted
        """;

    private readonly NpgsqlDataSource _owner;

    private StoredPractice(NpgsqlDataSource owner, int id)
    {
        _owner = owner;
        Scope = new("stored", id);
    }

    public RowScope Scope { get; }

    public static async Task<StoredPractice> MakeAsync(PostgresFixture postgres)
    {
        await using var command = postgres.Owner.CreateCommand(Insert);
        command.Parameters.Add(Database.Value($"clinic-{Guid.CreateVersion7():n}"));
        command.Parameters.Add(Database.Value(RandomNumberGenerator.GetBytes(32)));
        return new(postgres.Owner, (int)(await command.ExecuteScalarAsync())!);
    }

    public async Task AddNotificationsAsync(
        DateTimeOffset from, int count, short[] statuses, Guid? batch = null, Guid? profile = null)
    {
        await using var command = _owner.CreateCommand(InsertNotifications);
        command.Parameters.Add(Database.Value(Scope.Practice!.Value));
        command.Parameters.Add(Database.Value(from));
        command.Parameters.Add(Database.Value(count));
        command.Parameters.Add(Database.Value(statuses));
        command.Parameters.Add(Database.Value(batch));
        command.Parameters.Add(Database.Value(profile));
        await command.ExecuteNonQueryAsync();
    }

    public async Task CountNotificationsAsync()
    {
        await using var command = _owner.CreateCommand(InsertCounts);
        command.Parameters.Add(Database.Value(Scope.Practice!.Value));
        await command.ExecuteNonQueryAsync();
    }

    public async Task AddAccountAsync(string number, string firstName, string lastName)
    {
        await using var command = _owner.CreateCommand(
            """
            insert into account (practice_id, account_key, number, first_name, last_name, balance, sequence)
            values ($1, $2, $2, $3, $4, 120.00, 1)
            """);
        command.Parameters.Add(Database.Value(Scope.Practice!.Value));
        command.Parameters.Add(Database.Value(number));
        command.Parameters.Add(Database.Value(firstName));
        command.Parameters.Add(Database.Value(lastName));
        await command.ExecuteNonQueryAsync();
    }
}
