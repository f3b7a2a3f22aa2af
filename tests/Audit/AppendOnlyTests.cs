using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>The roles that the processes have can add to a trail and read it, and nothing else.</summary>
[Collection(ApiFixture.Name)]
public sealed class AppendOnlyTests(PostgresFixture postgres)
{
    public static MatrixTheoryData<string, string> Attempts => new(
        ["bn_api", "bn_silo"],
        [
            "update audit set actor = 'x'",
            "delete from audit",
            "truncate audit",
            "insert into audit (practice_id, id, actor, action, subject, written_in) values (1, gen_random_uuid(), 'x', 'x', 'x', '1')",
            "update installation_audit set actor = 'x'",
            "delete from installation_audit",
            "truncate installation_audit",
            "insert into installation_audit (id, actor, action, written_in) values (gen_random_uuid(), 'x', 'x', '1')",
            "update audit_seal set rows = 0",
            "delete from audit_seal",
            "truncate audit_seal",
            "alter table audit disable row level security",
            "drop table audit_seal",
        ]);

    [Theory, MemberData(nameof(Attempts))]
    public async Task Nobody_rewrites_a_trail_or_its_seals(string role, string attempt)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString(role));
        await using var command = database.CreateCommand(attempt);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_api_seals_nothing()
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        await using var command = database.CreateCommand(
            "insert into audit_seal values ('installation', 1000000, '0', '1', gen_random_uuid(), gen_random_uuid(), 1, '', '', now())");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
