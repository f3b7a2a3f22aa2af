using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Pauses;
using Npgsql;

namespace BalanceNotifications.Practices;

/// <summary>Practices as the api reads and writes them.</summary>
public sealed class PracticeStore(NpgsqlDataSource database, TimeProvider clock)
{
    private const int SaltBytes = 32;

    // Served by practice_by_slug.
    private const string Find = """
        select id, organisation, slug, salt, revision, settings
        from practice
        where organisation = $1 and slug = $2
        """;

    // Served by practice_by_slug. $3 null: every practice of the organisation.
    private const string List = """
        select id, organisation, slug, salt, revision, settings
        from practice
        where organisation = $1 and ($2::text is null or slug > $2) and ($3::text[] is null or slug = any ($3))
        order by slug
        limit $4
        """;

    // The audit line needs the new id in scope: row-level security checks it against bn.practices.
    private const string Create = """
        with created as (
            insert into practice (organisation, slug, salt, revision, settings) values ($1, $2, $3, 1, $4)
            on conflict (organisation, slug) do nothing
            returning id
        )
        select id, set_config('bn.practices', id::text, true) from created
        """;

    // No row where nothing was created.
    private const string AuditCreated = """
        insert into audit (practice_id, id, actor, action, subject, detail)
        select created, $1, $2, 'practice.created', $3, $4 from unnest(bn_practices()) created
        """;

    // Served by the primary key.
    private const string Update = """
        update practice set settings = $3, revision = revision + 1, updated_at = bn_now()
        where id = $1 and revision = $2
        """;

    public async Task<Practice?> FindAsync(string organisation, string slug, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database)
            .Add(Find, Database.Value(organisation), Database.Value(slug));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <param name="slugs">Only these; null for all of the organisation.</param>
    /// <param name="after">The last slug of the page before; null for the first page.</param>
    public async Task<Page<Practice>> ListAsync(
        string organisation, IReadOnlyList<string>? slugs, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database).Add(
            List,
            Database.Value(organisation),
            Database.Value(after),
            Database.Value(slugs?.ToArray()),
            Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var practices = new List<Practice>();
        while (await reader.ReadAsync(cancellationToken))
        {
            practices.Add(Read(reader));
        }

        return Page.Of(practices, limit, practice => practice.Slug);
    }

    /// <summary>Creates a practice; <see cref="SaveOutcome.RevisionNeeded"/> when there is one of that name already.</summary>
    public async Task<SaveResult<Practice>> CreateAsync(
        string organisation, string slug, PracticeSettings settings, string actor, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        await using var batch = new RowScope(organisation, null).Begin(database)
            .Add(
                Create,
                Database.Value(organisation),
                Database.Value(slug),
                Database.Value(salt),
                Database.Jsonb(Database.ToJson(settings)))
            .Add(
                AuditCreated,
                Database.Value(Guid.CreateVersion7(clock.GetUtcNow())),
                Database.Value(actor),
                Database.Value(slug),
                Database.Jsonb(new JsonObject
                {
                    ["revision"] = 1,
                    ["changed"] = Difference.Of(null, settings),
                }.ToJsonString()));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(SaveOutcome.Created, new(reader.GetInt32(0), organisation, slug, salt, Revision: 1, settings))
            : new(SaveOutcome.RevisionNeeded, null);
    }

    /// <param name="ifMatch">Null when the caller did not say.</param>
    public async Task<SaveResult<Practice>> SaveAsync(
        Practice practice, PracticeSettings settings, IfMatch? ifMatch, string actor, CancellationToken cancellationToken)
    {
        if (ifMatch is null)
        {
            return new(SaveOutcome.RevisionNeeded, null);
        }

        if (!ifMatch.Accepts(practice.Revision))
        {
            return new(SaveOutcome.Stale, null);
        }

        var scope = new RowScope(practice.Organisation, practice.Id);
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var update = change.Command(
            Update,
            Database.Value(practice.Id),
            Database.Value(practice.Revision),
            Database.Jsonb(Database.ToJson(settings)));
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return new(SaveOutcome.Stale, null);
        }

        var saved = practice with { Revision = practice.Revision + 1, Settings = settings };
        var detail = new JsonObject
        {
            ["revision"] = saved.Revision,
            ["changed"] = Difference.Of(practice.Settings, settings),
        };
        await change.CommitAsync(new(actor, "practice.saved", practice.Slug, detail), cancellationToken);
        return new(SaveOutcome.Saved, saved);
    }

    /// <summary>Pauses a practice, or lets it go on. It is a change of its settings like another, without If-Match.</summary>
    public async Task<Practice> PauseAsync(
        Practice practice, PauseRequest request, CancellationToken cancellationToken)
    {
        var scope = new RowScope(practice.Organisation, practice.Id);
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        var current = await FindAsync(change, practice, cancellationToken);
        var held = current.Settings.Paused ? current.Settings.Pause ?? new(clock.GetUtcNow(), "", null) : null;
        var settings = current.Settings.With(request.After(held, clock.GetUtcNow()));
        if (settings == current.Settings)
        {
            return current;
        }

        await change.ExecuteAsync(
            Update,
            cancellationToken,
            Database.Value(current.Id),
            Database.Value(current.Revision),
            Database.Jsonb(Database.ToJson(settings)));
        await change.CommitAsync(
            request.Line("practice", current.Slug, current.Settings.Pause, settings.Pause), cancellationToken);
        return current with { Revision = current.Revision + 1, Settings = settings };
    }

    private static async Task<Practice> FindAsync(
        PracticeChange change, Practice practice, CancellationToken cancellationToken)
    {
        await using var find = change.Command(
            Find, Database.Value(practice.Organisation), Database.Value(practice.Slug));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Read(reader);
    }

    private static Practice Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetFieldValue<byte[]>(3),
        reader.GetInt32(4),
        Database.FromJson<PracticeSettings>(reader.GetString(5)));
}
