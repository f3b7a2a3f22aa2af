using BalanceNotifications.Profiles;

namespace BalanceNotifications.Fixtures;

internal static class Proofs
{
    /// <summary>As if somebody had looked at a revision, with each template as it is now.</summary>
    public static async Task ProofAsync(this PostgresFixture postgres, RowScope scope, Guid profile, int revision)
    {
        var found = await new ProfileStore(postgres.Owner).FindAsync(scope, profile, revision, default);
        await new ProfileChanges(postgres.Owner, TimeProvider.System).MarkProofedAsync(
            scope, profile, revision, found!.Templates.ToDictionary(template => template.Id, template => template.Newest),
            "test", default);
    }
}
