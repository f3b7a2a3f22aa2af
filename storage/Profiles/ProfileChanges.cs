using System.Text.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
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
        await AddRevisionAsync(change, scope, id, revision: 1, profile, actor, cancellationToken);
        var created = await FindAsync(change, ProfileSql.Find, scope, id, null, cancellationToken);
        await change.CommitAsync(
            new(actor, "profile.created", id.ToString(), Detail(revision: 1, Difference.Of(null, profile))),
            cancellationToken);
        return new(ProfileOutcome.Done, created);
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
        await AddRevisionAsync(change, scope, id, revision, profile, actor, cancellationToken);
        var saved = await FindAsync(change, ProfileSql.Find, scope, id, null, cancellationToken);
        var detail = Detail(revision, Difference.Of(current.Newest.Profile, profile));
        await change.CommitAsync(new(actor, "profile.saved", id.ToString(), detail), cancellationToken);
        return new(ProfileOutcome.Done, saved);
    }

    /// <summary>Notes that every notification of a revision was rendered for review. What is in force stays.</summary>
    /// <param name="rendered">The revision of each template that was shown.</param>
    public async Task MarkProofedAsync(
        RowScope scope, Guid id, int revision, IReadOnlyDictionary<Guid, int> rendered, string actor,
        CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await change.ExecuteAsync(
            ProfileSql.Proof,
            cancellationToken,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(revision),
            Database.Value(actor),
            Database.Jsonb(Database.ToJson(rendered)));
        var detail = Detail(
            revision, Difference.Of("proofed", null, true), rendered.Select(shown => (shown.Key, shown.Value)));
        await change.CommitAsync(new(actor, "profile.proofed", id.ToString(), detail), cancellationToken);
    }

    /// <summary>
    /// Puts a proofed revision in force, with the template revisions of its proof. Approving what is in force changes
    /// nothing.
    /// </summary>
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
        var chosen = await FindAsync(change, ProfileSql.FindRevision, scope, id, number, cancellationToken);
        if (await RefusalAsync(change, scope, chosen, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (current.ApprovedRevision == number && chosen!.Templates.All(template => template.InForce == template.Proofed))
        {
            return new(ProfileOutcome.Done, current);
        }

        await change.ExecuteAsync(
            ProfileSql.ApproveRevision,
            cancellationToken,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(number),
            Database.Value(actor));
        await change.ExecuteAsync(
            ProfileSql.PointToApproved,
            cancellationToken,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(number));
        var approved = await FindAsync(change, ProfileSql.Find, scope, id, null, cancellationToken);
        var detail = Detail(
            number, Difference.Of("inForce", current.ApprovedRevision, number),
            chosen!.Templates.Select(template => (template.Id, template.Newest)));
        await change.CommitAsync(new(actor, "profile.approved", id.ToString(), detail), cancellationToken);
        return new(ProfileOutcome.Done, approved);
    }

    /// <summary>Says in the trail that open cadences were moved to a revision; each account says what of its own.</summary>
    public async Task NoteReplanAsync(
        RowScope scope, Guid id, int revision, int accounts, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        var detail = new JsonObject { ["revision"] = revision };
        detail["accounts"] = accounts;
        detail["changed"] = Difference.Of("plannedBy", null, revision);
        await change.CommitAsync(new(actor, "profile.replanned", id.ToString(), detail), cancellationToken);
    }

    // The practice is locked: no template changes between this and the commit.
    private static async Task<ProfileResult?> RefusalAsync(
        PracticeChange change, RowScope scope, CurrentProfile? chosen, CancellationToken cancellationToken)
    {
        if (chosen is null)
        {
            return new(ProfileOutcome.NoSuchRevision, null);
        }

        if (chosen.Newest.ProofedAt is null)
        {
            return new(ProfileOutcome.NotProofed, null);
        }

        var (id, profile) = (chosen.Newest.Id, chosen.Newest.Profile);
        if (await ClashAsync(change, scope, id, profile, cancellationToken) is { } clash)
        {
            return new(clash, null);
        }

        var changed = chosen.Templates.Where(template => template.Proofed != template.Newest).ToArray();
        return changed.Length == 0 ? null : new(ProfileOutcome.ProofStale, null, changed);
    }

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
            Database.Value(profile.NamedTemplates().ToArray()));
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

    private static Task AddRevisionAsync(
        PracticeChange change, RowScope scope, Guid id, int revision, StatementProfile profile, string actor,
        CancellationToken cancellationToken) => change.ExecuteAsync(
        ProfileSql.AddRevision,
        cancellationToken,
        Database.Value(scope.Practice),
        Database.Value(id),
        Database.Value(revision),
        Database.Jsonb(Database.ToJson(profile)),
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

    private static JsonObject Detail(int revision, JsonObject changed) =>
        new() { ["revision"] = revision, ["changed"] = changed };

    private static JsonObject Detail(
        int revision, JsonObject changed, IEnumerable<(Guid Id, int Revision)> templates)
    {
        var detail = Detail(revision, changed);
        detail["templates"] = new JsonObject(
            templates.Select(template => KeyValuePair.Create($"{template.Id}", (JsonNode?)template.Revision)));
        return detail;
    }
}
