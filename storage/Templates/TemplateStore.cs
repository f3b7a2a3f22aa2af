using System.Globalization;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Templates;

public enum DeleteTemplateOutcome
{
    Deleted,
    NotFound,

    /// <summary>
    /// A profile's newest revision names it, or one that was ever approved: what was sent must stay readable. Or it is
    /// another's replacement.
    /// </summary>
    InUse,
}

public enum SaveTemplateOutcome
{
    Saved,

    /// <summary>It has changed since the revision the caller saw.</summary>
    Stale,

    /// <summary>It would end, and a profile in force needs it: a replacement must be named (V33).</summary>
    InUse,

    /// <summary>The replacement is not another active template of the same channel.</summary>
    NoReplacement,
}

/// <param name="Template">As it is now; null unless <see cref="SaveTemplateOutcome.Saved"/>.</param>
public sealed record SaveTemplateResult(SaveTemplateOutcome Outcome, StoredTemplate? Template);

/// <summary>Templates as the api reads and writes them.</summary>
public sealed class TemplateStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <param name="after">The last id of the page before; null for the first page.</param>
    public async Task<Page<StoredTemplate>> ListAsync(
        RowScope scope, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(TemplateSql.List, Database.Value(scope.Practice), Database.Value(after), Database.Value(limit + 1));
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
            .Add(TemplateSql.Find, Database.Value(scope.Practice), Database.Value(ids.ToArray()));
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>Newest first; empty when there is no such template.</summary>
    /// <param name="after">The last revision of the page before; null for the first page.</param>
    public async Task<Page<TemplateRevision>> ListRevisionsAsync(
        RowScope scope, Guid id, int? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            TemplateSql.Revisions,
            Database.Value(scope.Practice), Database.Value(id), Database.Value(after), Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var revisions = new List<TemplateRevision>();
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions.Add(new(
                reader.GetInt32(0),
                Database.FromJson<MessageTemplate>(reader.GetString(1)),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetString(3)));
        }

        return Page.Of(revisions, limit, row => row.Revision.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>By template, the profiles in force that send an older revision of it (V67).</summary>
    public async Task<ILookup<Guid, StaleProfile>> FindStaleAsync(
        RowScope scope, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(TemplateSql.Stale, Database.Value(scope.Practice), Database.Value(ids.ToArray()));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var stale = new List<(Guid Template, StaleProfile Profile)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            stale.Add((reader.GetGuid(0), new(reader.GetGuid(1), reader.GetString(2))));
        }

        return stale.ToLookup(row => row.Template, row => row.Profile);
    }

    /// <summary>
    /// Every revision that something new may be sent with: the newest, and those in force with a profile. Oldest first.
    /// </summary>
    public async Task<IReadOnlyList<StoredTemplate>> ListSentAsync(
        RowScope scope, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(TemplateSql.ListSent, Database.Value(scope.Practice));
        return await ReadAsync(batch, cancellationToken);
    }

    public async Task<StoredTemplate> CreateAsync(
        RowScope scope, MessageTemplate template, string actor, CancellationToken cancellationToken)
    {
        var created = new StoredTemplate(Guid.CreateVersion7(clock.GetUtcNow()), Revision: 1, template);
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await change.ExecuteAsync(
            TemplateSql.Create, cancellationToken, Database.Value(scope.Practice), Database.Value(created.Id));
        await AddRevisionAsync(change, scope, created, actor, cancellationToken);
        await change.CommitAsync(
            new(actor, "template.created", created.Id.ToString(), Detail(created.Revision, null, template)),
            cancellationToken);
        return created;
    }

    /// <param name="current">As the caller has read it.</param>
    public async Task<SaveTemplateResult> SaveAsync(
        RowScope scope, StoredTemplate current, MessageTemplate template, string actor,
        CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var advance = change.Command(
            TemplateSql.Advance,
            Database.Value(scope.Practice),
            Database.Value(current.Id),
            Database.Value(current.Revision));
        if (await advance.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return new(SaveTemplateOutcome.Stale, null);
        }

        if (!template.Active
            && await RefusalAsync(change, scope, current.Id, template, cancellationToken) is { } refusal)
        {
            return new(refusal, null);
        }

        var saved = new StoredTemplate(current.Id, current.Revision + 1, template);
        await AddRevisionAsync(change, scope, saved, actor, cancellationToken);
        var detail = Detail(saved.Revision, current.Template, template);
        await change.CommitAsync(new(actor, "template.saved", saved.Id.ToString(), detail), cancellationToken);
        return new(SaveTemplateOutcome.Saved, saved);
    }

    public async Task<DeleteTemplateOutcome> DeleteAsync(
        RowScope scope, Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await IsAsync(change, TemplateSql.IsUsed, scope, id, cancellationToken))
        {
            return DeleteTemplateOutcome.InUse;
        }

        await using var delete = change.Command(TemplateSql.Delete, Database.Value(scope.Practice), Database.Value(id));
        if (await delete.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return DeleteTemplateOutcome.NotFound;
        }

        await change.CommitAsync(
            new(actor, "template.deleted", id.ToString(), new()
            {
                ["changed"] = Difference.Of("deleted", false, true),
            }),
            cancellationToken);
        return DeleteTemplateOutcome.Deleted;
    }

    private static JsonObject Detail(int revision, MessageTemplate? before, MessageTemplate after) =>
        new() { ["revision"] = revision, ["changed"] = Difference.Of(before, after) };

    // A replacement is active when it is named, and whatever becomes inactive later names one of its own: following
    // replacements always ends.
    private static async Task<SaveTemplateOutcome?> RefusalAsync(
        PracticeChange change, RowScope scope, Guid id, MessageTemplate template, CancellationToken cancellationToken)
    {
        if (template.Replacement is not { } named)
        {
            return await IsAsync(change, TemplateSql.IsInForce, scope, id, cancellationToken)
                ? SaveTemplateOutcome.InUse
                : null;
        }

        await using var find = change.Command(
            TemplateSql.Find, Database.Value(scope.Practice), Database.Value(new[] { named }));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        var fits = named != id
            && await reader.ReadAsync(cancellationToken)
            && Read(reader).Template is { Active: true } replacement
            && replacement.Channel == template.Channel;
        return fits ? null : SaveTemplateOutcome.NoReplacement;
    }

    private static async Task<bool> IsAsync(
        PracticeChange change, string question, RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var command = change.Command(question, Database.Value(scope.Practice), Database.Value(id));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Task AddRevisionAsync(
        PracticeChange change, RowScope scope, StoredTemplate template, string actor,
        CancellationToken cancellationToken) => change.ExecuteAsync(
        TemplateSql.AddRevision,
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
            templates.Add(Read(reader));
        }

        return templates;
    }

    private static StoredTemplate Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetInt32(1), Database.FromJson<MessageTemplate>(reader.GetString(2)));
}
