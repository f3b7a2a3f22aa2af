using System.Text.Json.Nodes;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Templates;

public enum DeleteTemplateOutcome
{
    Deleted,
    NotFound,

    /// <summary>A profile's newest revision names it, or one that was ever approved: what was sent must stay readable.</summary>
    InUse,
}

/// <summary>Templates as the api reads and writes them.</summary>
public sealed class TemplateStore(NpgsqlDataSource database, TimeProvider clock)
{
    // Served by the primary keys; ids are UUIDv7, so descending is newest first.
    private const string List = """
        select t.id, t.revision, r.body
        from template t
        join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id and r.revision = t.revision
        where t.practice_id = $1 and ($2::uuid is null or t.id < $2)
        order by t.id desc
        limit $3
        """;

    // Served by the primary keys.
    private const string Find = """
        select t.id, t.revision, r.body
        from template t
        join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id and r.revision = t.revision
        where t.practice_id = $1 and t.id = any ($2)
        """;

    private const string Create = "insert into template (practice_id, id, revision) values ($1, $2, 1)";

    // Served by the primary key.
    private const string Advance = """
        update template set revision = revision + 1 where practice_id = $1 and id = $2 and revision = $3
        """;

    private const string AddRevision = """
        insert into template_revision (practice_id, template_id, revision, body, created_by)
        values ($1, $2, $3, $4, $5)
        """;

    // Served by the primary keys: all revisions of one practice's profiles, which are few.
    private const string IsUsed = """
        select exists (
            select from profile p
            join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
            where p.practice_id = $1
                and (r.revision = p.revision or r.approved_at is not null)
                and jsonb_path_exists(
                    r.body, '$.notifications[*].template ? (@ == $id)', jsonb_build_object('id', $2::text)))
        """;

    // Served by the primary key.
    private const string Delete = "delete from template where practice_id = $1 and id = $2";

    /// <param name="after">The last id of the page before; null for the first page.</param>
    public async Task<Page<StoredTemplate>> ListAsync(
        RowScope scope, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(List, Database.Value(scope.Practice), Database.Value(after), Database.Value(limit + 1));
        var templates = await ReadAsync(batch, cancellationToken);
        return Page.Of(templates, limit, template => template.Id.ToString());
    }

    public async Task<StoredTemplate?> FindAsync(RowScope scope, Guid id, CancellationToken cancellationToken) =>
        (await FindAsync(scope, [id], cancellationToken)).SingleOrDefault();

    /// <summary>Those of <paramref name="ids"/> that exist, in no order.</summary>
    public async Task<IReadOnlyList<StoredTemplate>> FindAsync(
        RowScope scope, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(Find, Database.Value(scope.Practice), Database.Value(ids.ToArray()));
        return await ReadAsync(batch, cancellationToken);
    }

    public async Task<StoredTemplate> CreateAsync(
        RowScope scope, MessageTemplate template, string actor, CancellationToken cancellationToken)
    {
        var created = new StoredTemplate(Guid.CreateVersion7(clock.GetUtcNow()), Revision: 1, template);
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await change.ExecuteAsync(Create, cancellationToken, Database.Value(scope.Practice), Database.Value(created.Id));
        await AddRevisionAsync(change, scope, created, actor, cancellationToken);
        await change.CommitAsync(new(actor, "template.created", created.Id.ToString()), cancellationToken);
        return created;
    }

    /// <param name="current">As the caller has read it.</param>
    public async Task<SaveResult<StoredTemplate>> SaveAsync(
        RowScope scope, StoredTemplate current, MessageTemplate template, string actor,
        CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var advance = change.Command(
            Advance, Database.Value(scope.Practice), Database.Value(current.Id), Database.Value(current.Revision));
        if (await advance.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return new(SaveOutcome.Stale, null);
        }

        var saved = new StoredTemplate(current.Id, current.Revision + 1, template);
        await AddRevisionAsync(change, scope, saved, actor, cancellationToken);
        var detail = new JsonObject { ["revision"] = saved.Revision };
        await change.CommitAsync(new(actor, "template.saved", saved.Id.ToString(), detail), cancellationToken);
        return new(SaveOutcome.Saved, saved);
    }

    public async Task<DeleteTemplateOutcome> DeleteAsync(
        RowScope scope, Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var isUsed = change.Command(
            IsUsed, Database.Value(scope.Practice), Database.Value(id));
        if ((bool)(await isUsed.ExecuteScalarAsync(cancellationToken))!)
        {
            return DeleteTemplateOutcome.InUse;
        }

        await using var delete = change.Command(Delete, Database.Value(scope.Practice), Database.Value(id));
        if (await delete.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return DeleteTemplateOutcome.NotFound;
        }

        await change.CommitAsync(new(actor, "template.deleted", id.ToString()), cancellationToken);
        return DeleteTemplateOutcome.Deleted;
    }

    private static Task AddRevisionAsync(
        PracticeChange change, RowScope scope, StoredTemplate template, string actor,
        CancellationToken cancellationToken) => change.ExecuteAsync(
        AddRevision,
        cancellationToken,
        Database.Value(scope.Practice),
        Database.Value(template.Id),
        Database.Value(template.Revision),
        Database.Jsonb(Database.ToJson(template.Template)),
        Database.Value(actor));

    private static async Task<IReadOnlyList<StoredTemplate>> ReadAsync(
        NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var templates = new List<StoredTemplate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            templates.Add(new(
                reader.GetGuid(0), reader.GetInt32(1), Database.FromJson<MessageTemplate>(reader.GetString(2))));
        }

        return templates;
    }
}
