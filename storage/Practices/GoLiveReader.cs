using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;
using Npgsql;

namespace BalanceNotifications.Practices;

/// <summary>What profiles and templates of a practice stand in force, and its logo, for its go-live check.</summary>
public sealed class GoLiveReader(NpgsqlDataSource database)
{
    // A practice has a handful of profiles; the primary keys' prefixes serve both.
    private const string Profiles = """
        select r.body ->> 'name', r.body ->> 'usedFor' = 'invoices', (r.body -> 'default')::boolean,
            p.approved_revision is not null
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
            and r.revision = coalesce(p.approved_revision, p.revision)
        where p.practice_id = $1
        order by p.id
        """;

    private const string Templates = """
        select n.body::text,
            (n.body -> 'active')::boolean or n.body ? 'replacement',
            (n.body -> 'active')::boolean and bool_or((a.approved_templates -> t.id::text)::integer < t.revision)
        from profile p
        join profile_revision a on a.practice_id = p.practice_id and a.profile_id = p.id
            and a.revision = p.approved_revision
        join template t on t.practice_id = p.practice_id and a.approved_templates ? t.id::text
        join template_revision n on n.practice_id = t.practice_id and n.template_id = t.id and n.revision = t.revision
        where p.practice_id = $1 and t.deleted_at is null
        group by t.id, n.body
        order by t.id
        """;

    // Served by the primary key.
    private const string Logo = "select exists (select from practice_logo where practice_id = $1 and content is not null)";

    public async Task<GoLiveSetup> ReadAsync(RowScope scope, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(Profiles, Database.Value(scope.Practice!.Value))
            .Add(Templates, Database.Value(scope.Practice!.Value))
            .Add(Logo, Database.Value(scope.Practice!.Value));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var profiles = new List<GoLiveProfile>();
        while (await reader.ReadAsync(cancellationToken))
        {
            profiles.Add(new(
                reader.GetString(0), reader.GetBoolean(1) ? ProfileUse.Invoices : ProfileUse.Statements,
                reader.GetBoolean(2), reader.GetBoolean(3)));
        }

        await reader.NextResultAsync(cancellationToken);
        var templates = new List<GoLiveTemplate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var template = Database.FromJson<MessageTemplate>(reader.GetString(0));
            templates.Add(new(template.Label, reader.GetBoolean(1), reader.Nullable<bool>(2))
            {
                TakesLogo = template.Channel is Channel.Email && template.InEachLanguage().Any(
                    message => message.Html is { } html && LogoImage.StandsAbove(html)),
            });
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(profiles, templates, reader.GetBoolean(0));
    }
}

public sealed record GoLiveSetup(
    IReadOnlyList<GoLiveProfile> Profiles, IReadOnlyList<GoLiveTemplate> Templates, bool HasLogo);
