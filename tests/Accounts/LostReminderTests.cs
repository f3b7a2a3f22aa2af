using BalanceNotifications.Fixtures;
using BalanceNotifications.Reminders;

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

    [Theory]
    [InlineData(3, 100)] // the lost one lies pages behind those that have their reminder
    [InlineData(100, 2)] // more are lost than one look returns
    [InlineData(2, 1)]
    public async Task Every_lost_one_is_found_however_many_are_overdue_before_it(int page, int most)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var accounts = new List<ClusterPractice>();
        foreach (var number in Enumerable.Range(1, 9))
        {
            accounts.Add(await practice.WithAccountAsync($"overdue-{number}"));
            await accounts[^1].PostStatementAsync();
        }

        var lost = accounts.Where((_, index) => index % 2 == 0).ToArray();
        foreach (var account in lost)
        {
            await account.LoseReminderAsync();
        }

        var found = await FindAllAsync(page, most);

        Assert.Equal(
            lost.Select(account => account.Key.ToString()).Order(StringComparer.Ordinal),
            found.Where(key => key.StartsWith($"{practice.Id}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // From one end to the other: one that is overdue is in one page, and in one only.
    private async Task<IReadOnlyList<string>> FindAllAsync(int page, int most)
    {
        var found = new List<string>();
        OverduePlace? place = null;
        do
        {
            var looked = await new LostReminders(cluster.Postgres.Owner, ReminderTable.AdoNet)
                .FindAsync(ServiceId, TestClock.MondayAtTen.AddDays(1), place, default, page, most);
            Assert.InRange(looked.Keys.Count, 0, most);
            found.AddRange(looked.Keys);
            place = looked.Next;
        }
        while (place is not null);

        return found;
    }

    private async Task<bool> IsLostAsync(ClusterPractice practice) =>
        (await FindAllAsync(page: 20_000, most: 500)).Contains(practice.Key.ToString());
}
