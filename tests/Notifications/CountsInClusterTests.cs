using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Notifications;

[Collection(ClusterFixture.Name)]
public sealed class CountsInClusterTests(ClusterFixture cluster)
{
    private const string FullCount = "select status, count(*) from notification where practice_id = $1 group by status";

    [Fact]
    public async Task A_summary_equals_a_full_count_through_a_storm_of_changes()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var fold = cluster.Services.GetRequiredService<CountFold>();

        // Some are withdrawn, some superseded, some expire or go out, and the counts are folded all the while.
        for (var round = 1; round <= 12; round++)
        {
            var statement = $"S-{round}";
            await practice.PostStatementAsync(statement, daysAgo: 12 - round);
            if (round % 3 == 0)
            {
                await practice.Account.WithdrawStatementAsync(statement, "test", default);
            }

            // Keeps the account below the dunning limit, where nothing would be planned.
            await practice.Account.WithdrawStatementAsync($"S-{round - 1}", "test", default);
            await Task.WhenAll(practice.TickAsync(), fold.FoldAsync(default), fold.FoldAsync(default));
            Assert.Equal(await CountAsync(practice), await SummariseAsync(practice));
        }

        Assert.Equal(12, (await SummariseAsync(practice)).Values.Sum());
    }

    private async Task<SortedDictionary<NotificationStatus, long>> SummariseAsync(ClusterPractice practice)
    {
        var counts = await new NotificationReader(cluster.Postgres.Owner).CountAsync(practice.Scope, new([]), default);
        return new(counts.ToDictionary(count => count.Status, count => count.Count));
    }

    private async Task<SortedDictionary<NotificationStatus, long>> CountAsync(ClusterPractice practice)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(FullCount);
        command.Parameters.Add(Database.Value(practice.Id));
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new SortedDictionary<NotificationStatus, long>();
        while (await reader.ReadAsync())
        {
            counts[(NotificationStatus)reader.GetInt16(0)] = reader.GetInt64(1);
        }

        return counts;
    }
}
