using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PacedEngine;
using PacedEngine.Reminders;
using PacedEngine.Storage;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Hosting;

/// <summary>The connections of what every tick writes.</summary>
[Collection(ClusterFixture.Name)]
public sealed class EngineDatabaseTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData(2, 12)]
    [InlineData(16, 26)]
    public void Each_lane_of_the_paced_engine_has_a_connection_and_ledger_and_claims_have_some_besides(int lanes, int connections)
    {
        var services = new ServiceCollection().AddOptions();
        services.Configure<PacedReminderOptions>(reminders => reminders.Batches.Lanes = lanes);
        services.AddEngineDatabase("Host=127.0.0.1", Engine.Paced);
        using var provider = services.BuildServiceProvider();

        Assert.Equal(connections, SettingsOf(provider).MaxPoolSize);
    }

    [Fact]
    public async Task History_is_told_while_the_engine_has_no_connection_to_spare()
    {
        var taken = new List<NpgsqlConnection>();
        try
        {
            foreach (var silo in cluster.EverySilo)
            {
                var engine = silo.GetRequiredKeyedService<NpgsqlDataSource>(EngineDatabase.Key);
                for (var connection = 0; connection < SettingsOf(silo).MaxPoolSize; connection++)
                {
                    taken.Add(await engine.OpenConnectionAsync());
                }
            }

            var practice = await ClusterPractice.OpenAsync(cluster);
            await practice.PostStatementAsync();

            Assert.Equal([Status.Scheduled], (await practice.HistoryAsync()).Trail);
        }
        finally
        {
            foreach (var connection in taken)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static NpgsqlConnectionStringBuilder SettingsOf(IServiceProvider services) =>
        new(services.GetRequiredKeyedService<NpgsqlDataSource>(EngineDatabase.Key).ConnectionString);
}
