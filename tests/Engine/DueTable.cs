using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Engine;

/// <summary>The due index of the run's database: the tests of this collection have it one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DueTable
{
    public const string Name = "due table";

    internal static async Task EmptyAsync(PostgresFixture postgres)
    {
        await using var command = postgres.Owner.CreateCommand("truncate paced_reminder");
        await command.ExecuteNonQueryAsync();
    }
}
