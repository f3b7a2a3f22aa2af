using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;

namespace BalanceNotifications.Keys;

/// <summary>Makes, rotates and revokes keys, each with its audit line. A secret leaves here once and is nowhere afterwards.</summary>
public sealed class KeyStore(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Create = """
        insert into access_key (id, organisation, name, practices, roles, created_by) values ($1, $2, $3, $4, $5, $6)
        on conflict (organisation, name) do nothing
        """;

    private const string AddSecret = "insert into access_secret (hash, organisation, key_id) values ($1, $2, $3)";

    // Served by the primary key. Two rotations at a time: the second waits here, and ends the first one's secret.
    private const string Rotate = """
        update access_key set rotated_at = bn_now() where organisation = $1 and id = $2 and revoked_at is null
        """;

    // Served by access_secret_by_key. An end that was stated before is never moved later.
    private const string EndSecrets = """
        update access_secret set until = least(until, bn_now() + $3)
        where organisation = $1 and key_id = $2 and (until is null or until > bn_now())
        """;

    // Served by access_key_by_organisation. In one order, so that two revocations cannot wait for each other; whoever
    // comes second sees what the first has left.
    private const string LockHolders = """
        select id from access_key
        where organisation = $1 and revoked_at is null and '*' = any (practices) and 'admin' = any (roles)
        order by id
        for update
        """;

    // Served by the primary key.
    private const string Revoke = """
        update access_key set revoked_at = bn_now(), revoked_by = $3
        where organisation = $1 and id = $2 and revoked_at is null
        """;

    /// <summary>Null when the organisation has, or had, a key of that name.</summary>
    public async Task<IssuedSecret?> CreateAsync(
        string organisation, string name, KeyGrant grant, string actor, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var change = await OrganisationChange.BeginAsync(database, clock, organisation, cancellationToken);
        var created = await change.ExecuteAsync(
            Create, cancellationToken,
            Database.Value(id),
            Database.Value(organisation),
            Database.Value(name),
            Database.Value(grant.Practices.ToArray()),
            Database.Value(grant.Roles.ToArray()),
            Database.Value(actor));
        return created == 0 ? null : await IssueAsync(change, organisation, id, actor, "key.created", Detail(name, grant), cancellationToken);
    }

    /// <summary>Gives a key a new secret. Null when there is no such key, or it was revoked.</summary>
    /// <param name="overlap">How long the older secret stays good; one that ends sooner does.</param>
    public async Task<IssuedSecret?> RotateAsync(
        string organisation, Guid id, TimeSpan overlap, string actor, CancellationToken cancellationToken)
    {
        await using var change = await OrganisationChange.BeginAsync(database, clock, organisation, cancellationToken);
        if (await change.ExecuteAsync(
            Rotate, cancellationToken, Database.Value(organisation), Database.Value(id)) == 0)
        {
            return null;
        }

        await change.ExecuteAsync(
            EndSecrets, cancellationToken, Database.Value(organisation), Database.Value(id), Database.Value(overlap));
        return await IssueAsync(
            change, organisation, id, actor, "key.rotated", new() { ["overlapHours"] = overlap.TotalHours },
            cancellationToken);
    }

    /// <param name="lastMayGo">Somebody who is not in the database can make keys for all of the organisation.</param>
    public async Task<Revocation> RevokeAsync(
        string organisation, Guid id, bool lastMayGo, string actor, CancellationToken cancellationToken)
    {
        await using var change = await OrganisationChange.BeginAsync(database, clock, organisation, cancellationToken);
        var holders = await LockHoldersAsync(change, organisation, cancellationToken);
        if (await FindAsync(change, organisation, id, cancellationToken) is not { } key)
        {
            return Revocation.NotFound;
        }

        if (!lastMayGo && holders is [var last] && last == id)
        {
            return Revocation.LastOfOrganisation;
        }

        if (await change.ExecuteAsync(
            Revoke, cancellationToken, Database.Value(organisation), Database.Value(id), Database.Value(actor)) > 0)
        {
            await change.CommitAsync(
                new(actor, "key.revoked", $"{id}", Detail(key.Name, key.Grant)), cancellationToken);
        }

        return Revocation.Revoked;
    }

    private static async Task<IssuedSecret> IssueAsync(
        OrganisationChange change, string organisation, Guid id, string actor, string action, JsonObject detail,
        CancellationToken cancellationToken)
    {
        var secret = KeySecret.Of(RandomNumberGenerator.GetString(KeySecret.Alphabet, KeySecret.RandomLength));
        await change.ExecuteAsync(
            AddSecret, cancellationToken,
            Database.Value(KeySecret.HashOf(secret)), Database.Value(organisation), Database.Value(id));
        var key = await FindAsync(change, organisation, id, cancellationToken);
        await change.CommitAsync(new(actor, action, $"{id}", detail), cancellationToken);
        return new(key!, secret);
    }

    private static async Task<StoredKey?> FindAsync(
        OrganisationChange change, string organisation, Guid id, CancellationToken cancellationToken)
    {
        await using var find = change.Command(KeyReader.Find, Database.Value(organisation), Database.Value(id));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? KeyReader.Read(reader) : null;
    }

    private static async Task<IReadOnlyList<Guid>> LockHoldersAsync(
        OrganisationChange change, string organisation, CancellationToken cancellationToken)
    {
        await using var lockHolders = change.Command(LockHolders, Database.Value(organisation));
        await using var reader = await lockHolders.ExecuteReaderAsync(cancellationToken);
        var holders = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            holders.Add(reader.GetGuid(0));
        }

        return holders;
    }

    private static JsonObject Detail(string name, KeyGrant grant) => new()
    {
        ["name"] = name,
        ["practices"] = new JsonArray([.. grant.Practices.Select(practice => JsonValue.Create(practice))]),
        ["roles"] = new JsonArray([.. grant.Roles.Select(role => JsonValue.Create(role))]),
    };
}
