using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>Whose notification a callback is about, asked with the rights of the api.</summary>
[Collection(ClusterFixture.Name)]
public sealed class NotificationOwnersTests(ClusterFixture cluster)
{
    [Fact]
    public async Task What_a_text_went_out_through_is_known_to_the_api()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await using var api = NpgsqlDataSource.Create(cluster.Postgres.ConnectionString("bn_api"));

        var owner = await new NotificationOwners(api).FindAsync((await practice.HistoryAsync()).Id, default);

        Assert.Equal(new NotificationOwner(practice.Key, Channel.Text, "default"), owner);
    }

    [Fact]
    public async Task The_api_finds_the_account_of_a_notification_without_naming_a_practice()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await using var api = NpgsqlDataSource.Create(cluster.Postgres.ConnectionString("bn_api"));
        var owners = new NotificationOwners(api);

        var owner = await owners.FindAsync((await practice.HistoryAsync()).Id, default);

        Assert.Equal(new NotificationOwner(practice.Key, Channel.Email, Provider: null), owner);
        Assert.Null(await owners.FindAsync(Guid.CreateVersion7(), default));
    }
}
