using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

/// <summary>The sweep for overdue accounts that no reminder will wake.</summary>
[Collection(ClusterFixture.Name)]
public sealed class LostReminderTests(ClusterFixture cluster)
{
    private const string ServiceId = "balance-notifications";

    [Fact]
    public async Task An_account_whose_reminder_was_lost_is_found_and_gets_it_back()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        Assert.False(await IsLostAsync(practice));

        await practice.LoseReminderAsync();
        Assert.True(await IsLostAsync(practice));

        await practice.Account.WakeAsync(default);
        Assert.False(await IsLostAsync(practice));
    }

    [Fact]
    public async Task An_account_that_needs_no_reminder_is_left_alone()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));

        await practice.LoseReminderAsync();

        Assert.False(await IsLostAsync(practice));
    }

    private async Task<bool> IsLostAsync(ClusterPractice practice) =>
        (await new LostReminders(cluster.Postgres.Owner)
            .FindAsync(ServiceId, TestClock.MondayAtTen.AddDays(1), default))
        .Contains(practice.Key.ToString());
}
