using System.Text.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Profiles;

/// <summary>Every way a profile changes, each with its audit line.</summary>
public sealed class ProfileChanges(NpgsqlDataSource database, TimeProvider clock)
{
    public async Task<ProfileResult> CreateAsync(
        RowScope scope, StatementProfile profile, string actor, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await ClashAsync(change, scope, id, profile, cancellationToken) is { } clash)
        {
            return new(clash, null);
        }

        await change.ExecuteAsync(
            ProfileSql.Create, cancellationToken, Database.Value(scope.Practice), Database.Value(id));
        var created = await AddRevisionAsync(change, scope, id, revision: 1, profile, actor, cancellationToken);
        await change.CommitAsync(new(actor, "profile.created", id.ToString()), cancellationToken);
        return new(ProfileOutcome.Done, new(created, ApprovedRevision: null));
    }

    /// <summary>Adds a revision. The approved one stays in force.</summary>
    /// <param name="current">As the caller has read it.</param>
    public async Task<ProfileResult> SaveAsync(
        RowScope scope, CurrentProfile current, StatementProfile profile, string actor,
        CancellationToken cancellationToken)
    {
        var id = current.Newest.Id;
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var advance = change.Command(
            ProfileSql.Advance,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(current.Newest.Revision));
        if (await advance.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return new(ProfileOutcome.Stale, null);
        }

        if (await ClashAsync(change, scope, id, profile, cancellationToken) is { } clash)
        {
            return new(clash, null);
        }

        var revision = current.Newest.Revision + 1;
        var saved = await AddRevisionAsync(change, scope, id, revision, profile, actor, cancellationToken);
        await change.CommitAsync(new(actor, "profile.saved", id.ToString(), Detail(revision)), cancellationToken);
        return new(ProfileOutcome.Done, current with { Newest = saved });
    }

    /// <summary>Notes that every notification of a revision was rendered for review.</summary>
    public async Task MarkProofedAsync(
        RowScope scope, Guid id, int revision, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await MarkAsync(change, ProfileSql.Proof, scope, id, revision, actor, cancellationToken);
        await change.CommitAsync(new(actor, "profile.proofed", id.ToString(), Detail(revision)), cancellationToken);
    }

    /// <summary>Puts a proofed revision in force. Approving the one in force changes nothing.</summary>
    /// <param name="revision">Null for the newest.</param>
    public async Task<ProfileResult> ApproveAsync(
        RowScope scope, Guid id, int? revision, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, ProfileSql.Find, scope, id, null, cancellationToken) is not { } current)
        {
            return new(ProfileOutcome.NotFound, null);
        }

        var number = revision ?? current.Newest.Revision;
        if (current.ApprovedRevision == number)
        {
            return new(ProfileOutcome.Done, current);
        }

        var chosen = await FindAsync(change, ProfileSql.FindRevision, scope, id, number, cancellationToken);
        if (await RefusalAsync(change, scope, chosen?.Newest, cancellationToken) is { } refusal)
        {
            return new(refusal, null);
        }

        await MarkAsync(change, ProfileSql.ApproveRevision, scope, id, number, actor, cancellationToken);
        await change.ExecuteAsync(
            ProfileSql.PointToApproved,
            cancellationToken,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(number));
        var approved = await FindAsync(change, ProfileSql.Find, scope, id, null, cancellationToken);
        await change.CommitAsync(new(actor, "profile.approved", id.ToString(), Detail(number)), cancellationToken);
        return new(ProfileOutcome.Done, approved);
    }

    /// <summary>Says in the trail that open cadences were moved to a revision; each account says what of its own.</summary>
    public async Task NoteReplanAsync(
        RowScope scope, Guid id, int revision, int accounts, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        var detail = Detail(revision);
        detail["accounts"] = accounts;
        await change.CommitAsync(new(actor, "profile.replanned", id.ToString(), detail), cancellationToken);
    }

    private static async Task<ProfileOutcome?> RefusalAsync(
        PracticeChange change, RowScope scope, StoredProfile? chosen, CancellationToken cancellationToken) =>
        chosen switch
        {
            null => ProfileOutcome.NoSuchRevision,
            { ProofedAt: null } => ProfileOutcome.NotProofed,
            _ => await ClashAsync(change, scope, chosen.Id, chosen.Profile, cancellationToken),
        };

    private static async Task<ProfileOutcome?> ClashAsync(
        PracticeChange change, RowScope scope, Guid id, StatementProfile profile, CancellationToken cancellationToken)
    {
        await using var command = change.Command(
            ProfileSql.Clashes,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(profile.Name),
            Database.Value(profile.Default),
            Database.Value(JsonNamingPolicy.CamelCase.ConvertName(profile.UsedFor.ToString())),
            Database.Value(profile.Notifications.Select(rule => rule.Template).Distinct().ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2)) switch
        {
            (true, _, _) => ProfileOutcome.NameTaken,
            (_, true, _) => ProfileOutcome.DefaultExists,
            (_, _, true) => ProfileOutcome.TemplateGone,
            _ => null,
        };
    }

    private static async Task<StoredProfile> AddRevisionAsync(
        PracticeChange change, RowScope scope, Guid id, int revision, StatementProfile profile, string actor,
        CancellationToken cancellationToken)
    {
        await using var command = change.Command(
            ProfileSql.AddRevision,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(revision),
            Database.Jsonb(Database.ToJson(profile)),
            Database.Value(actor));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var createdAt = reader.GetFieldValue<DateTimeOffset>(0);
        return new(id, revision, profile, createdAt, actor, ProofedAt: null, ApprovedAt: null, ApprovedBy: null);
    }

    private static Task MarkAsync(
        PracticeChange change, string sql, RowScope scope, Guid id, int revision, string actor,
        CancellationToken cancellationToken) => change.ExecuteAsync(
        sql,
        cancellationToken,
        Database.Value(scope.Practice),
        Database.Value(id),
        Database.Value(revision),
        Database.Value(actor));

    private static async Task<CurrentProfile?> FindAsync(
        PracticeChange change, string sql, RowScope scope, Guid id, int? revision, CancellationToken cancellationToken)
    {
        await using var command = change.Command(sql, Database.Value(scope.Practice), Database.Value(id));
        if (revision is { } number)
        {
            command.Parameters.Add(Database.Value(number));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ProfileStore.Read(reader) : null;
    }

    private static JsonObject Detail(int revision) => new() { ["revision"] = revision };
}
