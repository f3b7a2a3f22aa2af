using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using Npgsql;

namespace BalanceNotifications.Practices;

/// <summary>The logos of practices as the api reads and writes them.</summary>
public sealed class LogoStore(NpgsqlDataSource database, TimeProvider clock)
{
    // All served by the primary key.
    private const string Find = "select revision, media_type, content from practice_logo where practice_id = $1";

    private const string Put = """
        insert into practice_logo (practice_id, revision, media_type, content) values ($1, 1, $2, $3)
        on conflict (practice_id) do update set
            revision = practice_logo.revision + 1, media_type = excluded.media_type, content = excluded.content
        returning revision
        """;

    private const string Clear = "update practice_logo set revision = revision + 1, content = null where practice_id = $1";

    /// <summary>Null when the practice has none.</summary>
    public async Task<StoredLogo?> FindAsync(RowScope scope, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(Find, Database.Value(scope.Practice!.Value));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    /// <param name="ifMatch">Null when the caller did not say.</param>
    /// <param name="slug">The practice's name, for the trail.</param>
    public async Task<SaveResult<StoredLogo>> SaveAsync(
        RowScope scope, string slug, LogoImage image, IfMatch? ifMatch, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        var before = await FindAsync(change, scope, cancellationToken);
        if (Refusal(before, ifMatch) is { } refused)
        {
            return new(refused, null);
        }

        await using var put = change.Command(
            Put, Database.Value(scope.Practice!.Value), Database.Value(image.MediaType), Database.Value(image.Content));
        var revision = (int)(await put.ExecuteScalarAsync(cancellationToken))!;
        await change.CommitAsync(
            new(actor, "practice.logoSaved", slug, new JsonObject
            {
                ["revision"] = revision,
                ["changed"] = Difference.Of("logo", Shown(before?.Image), Shown(image)),
            }),
            cancellationToken);
        return new(before is null ? SaveOutcome.Created : SaveOutcome.Saved, new(revision, image));
    }

    /// <inheritdoc cref="SaveAsync"/>
    public async Task<SaveOutcome> RemoveAsync(
        RowScope scope, string slug, IfMatch? ifMatch, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, scope, cancellationToken) is not { } before)
        {
            return SaveOutcome.NotFound;
        }

        if (Refusal(before, ifMatch) is { } refused)
        {
            return refused;
        }

        await change.ExecuteAsync(Clear, cancellationToken, Database.Value(scope.Practice!.Value));
        await change.CommitAsync(
            new(actor, "practice.logoRemoved", slug, new JsonObject
            {
                ["revision"] = before.Revision + 1,
                ["changed"] = Difference.Of("logo", Shown(before.Image), null),
            }),
            cancellationToken);
        return SaveOutcome.Saved;
    }

    private static JsonObject? Shown(LogoImage? image) => image is null ? null : new()
    {
        ["mediaType"] = image.MediaType,
        ["bytes"] = image.Content.Length,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(image.Content)),
    };

    private static SaveOutcome? Refusal(StoredLogo? before, IfMatch? ifMatch) => (before, ifMatch) switch
    {
        (null, null) => null,
        (null, _) => SaveOutcome.Stale,
        (_, null) => SaveOutcome.RevisionNeeded,
        _ => ifMatch.Accepts(before.Revision) ? null : SaveOutcome.Stale,
    };

    private static async Task<StoredLogo?> FindAsync(
        PracticeChange change, RowScope scope, CancellationToken cancellationToken)
    {
        await using var find = change.Command(Find, Database.Value(scope.Practice!.Value));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    private static async Task<StoredLogo?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) && reader.Nullable<byte[]>(2) is { } content
            ? new(reader.GetInt32(0), new(reader.GetString(1), content))
            : null;
}

/// <param name="Revision">Counts the changes; it goes on where a logo was removed and another put.</param>
public sealed record StoredLogo(int Revision, LogoImage Image);
