using System.Globalization;
using BalanceNotifications.Paging;
using BalanceNotifications.Pauses;
using Npgsql;

namespace BalanceNotifications.Profiles;

/// <summary>Profiles as the api reads them. <see cref="ProfileChanges"/> writes them.</summary>
public sealed class ProfileStore(NpgsqlDataSource database)
{
    /// <param name="after">The last id of the page before; null for the first page.</param>
    public async Task<Page<CurrentProfile>> ListAsync(
        RowScope scope, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(ProfileSql.List, Database.Value(scope.Practice), Database.Value(after), Database.Value(limit + 1));
        var profiles = await ReadAsync(batch, cancellationToken);
        return Page.Of(profiles, limit, profile => profile.Newest.Id.ToString());
    }

    public async Task<CurrentProfile?> FindAsync(RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(ProfileSql.Find, Database.Value(scope.Practice), Database.Value(id));
        return (await ReadAsync(batch, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The profile with one revision in the place of its newest. Null when there is none.</summary>
    public async Task<CurrentProfile?> FindAsync(
        RowScope scope, Guid id, int revision, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            ProfileSql.FindRevision, Database.Value(scope.Practice), Database.Value(id), Database.Value(revision));
        return (await ReadAsync(batch, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Newest first; empty when there is no such profile.</summary>
    /// <param name="after">The last revision of the page before; null for the first page.</param>
    public async Task<Page<StoredProfile>> ListRevisionsAsync(
        RowScope scope, Guid id, int? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            ProfileSql.Revisions,
            Database.Value(scope.Practice),
            Database.Value(id),
            Database.Value(after),
            Database.Value(limit + 1));
        var revisions = (await ReadAsync(batch, cancellationToken)).Select(row => row.Newest).ToArray();
        return Page.Of(revisions, limit, row => row.Revision.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IReadOnlyList<CurrentProfile>> ReadAsync(
        NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var profiles = new List<CurrentProfile>();
        while (await reader.ReadAsync(cancellationToken))
        {
            profiles.Add(Read(reader));
        }

        return profiles;
    }

    internal static CurrentProfile Read(NpgsqlDataReader reader) => new(
        new(
            reader.GetGuid(0),
            reader.GetInt32(1),
            Database.FromJson<StatementProfile>(reader.GetString(2)),
            reader.GetFieldValue<DateTimeOffset>(3),
            reader.GetString(4),
            reader.Nullable<DateTimeOffset?>(5),
            reader.Nullable<DateTimeOffset?>(6),
            reader.Nullable<string>(7)),
        reader.Nullable<int?>(8),
        reader.Pause(9),
        Database.FromJson<IReadOnlyList<TemplateStanding>>(reader.GetString(12)));
}
