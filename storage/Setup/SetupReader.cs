using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;
using Npgsql;

namespace BalanceNotifications.Setup;

/// <summary>Practices, profiles and templates as the silo reads them: by our own ids, across organisations.</summary>
public sealed class SetupReader(NpgsqlDataSource database)
{
    // Served by the primary keys.
    private const string FindPractice = """
        select p.organisation, p.slug, p.salt, p.revision, p.settings::text,
            (select l.revision from practice_logo l where l.practice_id = p.id and l.content is not null)
        from practice p where p.id = $1
        """;

    // Served by the primary key.
    private const string FindLogo = """
        select media_type, content from practice_logo where practice_id = $1 and content is not null
        """;

    // Served by the primary key. 4 is cancelled.
    private const string FindBatch = """
        select status = 4, paused_at from batch where practice_id = $1 and id = $2
        """;

    // Served by the primary key; the other table has one row at most.
    private const string FindPauses = """
        select
            (select at from installation_pause),
            (select paused_at from profile where practice_id = $1 and id = $2)
        """;

    // A practice has a handful of profiles; the primary key's prefix serves it.
    private const string FindApproved = """
        select p.id, r.revision, r.body::text, r.approved_templates::text
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
            and r.revision = p.approved_revision
        where p.practice_id = $1
            and case when $2::text is null
                then (r.body ->> 'default')::boolean and r.body ->> 'usedFor' = $3
                else p.id::text = lower($2) or r.body ->> 'name' = $2 end
        order by p.id
        limit 1
        """;

    // Served by primary keys. One that is not in force comes there by a new proof, which shows the newest templates.
    private const string FindRevision = """
        select p.id, r.revision, r.body::text,
            case when r.revision = p.approved_revision then r.approved_templates::text end
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
        where p.practice_id = $1 and p.id = $2 and r.revision = $3
        """;

    private const string FindTemplates = """
        select id, revision from template where practice_id = $1 and id = any ($2) and deleted_at is null
        """;

    // The frozen revision; where its template is inactive today, the newest one of its replacement, and so on. Served by
    // primary keys. The limit is a guard: replacements form no circle.
    private const string FindTemplate = """
        with recursive followed as (
            select t.id, r.revision, r.body, n.body as newest, 0 as step
            from template_revision r
            join template t on t.practice_id = r.practice_id and t.id = r.template_id
            join template_revision n on n.practice_id = t.practice_id and n.template_id = t.id
                and n.revision = t.revision
            where r.practice_id = $1 and r.template_id = $2 and r.revision = $3 and t.deleted_at is null
            union all
            select t.id, t.revision, n.body, n.body, f.step + 1
            from followed f
            join template t on t.practice_id = $1 and t.id = (f.newest ->> 'replacement')::uuid
                and t.deleted_at is null
            join template_revision n on n.practice_id = t.practice_id and n.template_id = t.id
                and n.revision = t.revision
            where not (f.newest -> 'active')::boolean and f.step < 20
        )
        select id, revision, body::text, (newest -> 'active')::boolean from followed order by step desc limit 1
        """;

    /// <summary>Null when the practice has no such batch.</summary>
    public async Task<BatchStanding?> FindBatchAsync(int practice, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindBatch);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(batch));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new BatchStanding(reader.GetBoolean(0), reader.Nullable<DateTimeOffset?>(1))
            : null;
    }

    public async Task<PausesInForce> FindPausesAsync(int practice, Guid profile, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindPauses);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(profile));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new PausesInForce(reader.Nullable<DateTimeOffset?>(0), reader.Nullable<DateTimeOffset?>(1));
    }

    /// <summary>Null when there is none.</summary>
    public async Task<Practice?> FindPracticeAsync(int id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindPractice);
        command.Parameters.Add(Database.Value(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Practice(
                id, reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetInt32(3),
                Database.FromJson<PracticeSettings>(reader.GetString(4)))
            {
                LogoRevision = reader.Nullable<int?>(5),
            }
            : null;
    }

    /// <summary>The newest. Null when the practice has none.</summary>
    public async Task<LogoImage?> FindLogoAsync(int practice, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindLogo);
        command.Parameters.Add(Database.Value(practice));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }

    /// <summary>The approved revision of a profile, with the template revisions that were approved with it.</summary>
    /// <param name="idOrName">Null for the practice's default of this use.</param>
    /// <returns>Null when there is none, or none of its revisions was approved.</returns>
    public Task<ApprovedProfile?> FindApprovedAsync(
        int practice, string? idOrName, ProfileUse use, CancellationToken cancellationToken) => FindProfileAsync(
        practice,
        FindApproved,
        [
            Database.Value(practice),
            Database.Value(idOrName),
            Database.Value(use is ProfileUse.Statements ? "statements" : "invoices"),
        ],
        cancellationToken);

    /// <summary>
    /// Any revision of a profile: one in force with the template revisions that were approved with it, any other with
    /// the newest. Null when there is none.
    /// </summary>
    public Task<ApprovedProfile?> FindRevisionAsync(
        int practice, Guid id, int revision, CancellationToken cancellationToken) => FindProfileAsync(
        practice,
        FindRevision,
        [Database.Value(practice), Database.Value(id), Database.Value(revision)],
        cancellationToken);

    /// <summary>
    /// One frozen revision, or what is sent instead when its template was replaced (V33). Null when there is none.
    /// </summary>
    public async Task<FrozenTemplate?> FindTemplateAsync(
        int practice, Guid id, int revision, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindTemplate);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(id));
        command.Parameters.Add(Database.Value(revision));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new FrozenTemplate(
                reader.GetGuid(0), reader.GetInt32(1), Database.FromJson<MessageTemplate>(reader.GetString(2)),
                reader.GetBoolean(3))
            : null;
    }

    private async Task<ApprovedProfile?> FindProfileAsync(
        int practice, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        if (await FindAsync() is not var (id, revision, profile, approved))
        {
            return null;
        }

        // During an upgrade an api of the version before may have approved without noting them.
        var templates = approved ?? await TemplateRevisionsAsync(practice, profile, cancellationToken);
        return new(id, revision, profile, templates);

        // Of its own, so that its reader is closed exactly once: Npgsql reuses readers, and closing one twice closes
        // somebody else's.
        async Task<(Guid Id, int Revision, StatementProfile Profile, IReadOnlyDictionary<Guid, int>? Approved)?> FindAsync()
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? (reader.GetGuid(0), reader.GetInt32(1),
                    Database.FromJson<StatementProfile>(reader.GetString(2)),
                    reader.Nullable<string>(3) is { } json
                        ? Database.FromJson<IReadOnlyDictionary<Guid, int>>(json)
                        : null)
                : null;
        }
    }

    private async Task<IReadOnlyDictionary<Guid, int>> TemplateRevisionsAsync(
        int practice, StatementProfile profile, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindTemplates);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(profile.NamedTemplates().ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var revisions = new Dictionary<Guid, int>();
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions.Add(reader.GetGuid(0), reader.GetInt32(1));
        }

        return revisions;
    }
}

/// <summary>The revision of a profile that plans, with the template revisions it plans with.</summary>
public sealed record ApprovedProfile(
    Guid Id, int Revision, StatementProfile Profile, IReadOnlyDictionary<Guid, int> Templates);

/// <param name="Id">Of the template that is sent.</param>
/// <param name="Revision">The frozen one; of a replacement, its newest.</param>
/// <param name="Active">False when the template was taken out of use after the plan, and nothing replaces it.</param>
public sealed record FrozenTemplate(Guid Id, int Revision, MessageTemplate Template, bool Active);

/// <summary>What of a batch bears on a notification that it brought.</summary>
/// <param name="PausedAt">Null while it is not paused.</param>
public sealed record BatchStanding(bool IsCancelled, DateTimeOffset? PausedAt);

/// <summary>What is paused beside the practice, whose own pause stands in its settings.</summary>
/// <param name="Installation">Since when; null while it is not paused.</param>
/// <param name="Profile">Since when; null while it is not paused.</param>
public sealed record PausesInForce(DateTimeOffset? Installation, DateTimeOffset? Profile);
