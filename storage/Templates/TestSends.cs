using System.Text.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Templates;

/// <summary>Test messages of a practice: who asked for them, and what became of the newest on each channel.</summary>
public sealed class TestSends(NpgsqlDataSource database, TimeProvider clock)
{
    // Served by the primary key.
    private const string Record = """
        insert into test_send as t (practice_id, channel, template_id, at, outcome, reason, accepted_at)
        values ($1, $2, $3, bn_now(), $4, $5, case when $6 then bn_now() end)
        on conflict (practice_id, channel) do update set
            template_id = excluded.template_id, at = excluded.at, outcome = excluded.outcome,
            reason = excluded.reason, accepted_at = coalesce(excluded.accepted_at, t.accepted_at)
        """;

    // Served by the primary key.
    private const string Find = "select channel, at, outcome, reason, accepted_at from test_send where practice_id = $1";

    /// <summary>Before anything leaves, so that none is without its line.</summary>
    public async Task BeginAsync(
        RowScope scope, Guid template, int revision, Channel channel, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await change.CommitAsync(
            new AuditLine(actor, "template.tested", template.ToString(), new JsonObject
            {
                ["revision"] = revision,
                ["channel"] = JsonNamingPolicy.CamelCase.ConvertName(channel.ToString()),
            }),
            cancellationToken);
    }

    /// <param name="accepted">A provider took it.</param>
    public async Task EndAsync(
        RowScope scope, Guid template, Channel channel, string outcome, string? reason, bool accepted,
        CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            Record,
            Database.Value(scope.Practice!.Value), Database.Value((short)channel), Database.Value(template),
            Database.Value(outcome), Database.Value(reason), Database.Value(accepted));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<TestSend>> FindAsync(RowScope scope, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(Find, Database.Value(scope.Practice!.Value));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var sends = new List<TestSend>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sends.Add(new(
                (Channel)reader.GetInt16(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2),
                reader.Nullable<string>(3), reader.Nullable<DateTimeOffset?>(4)));
        }

        return sends;
    }
}
