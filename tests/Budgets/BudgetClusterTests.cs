using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Budgets;

/// <summary>Two silos with a budget of 12 mails a minute for each sender of the relay "metered".</summary>
[Collection(ClusterFixture.Name)]
public sealed class BudgetClusterTests(ClusterFixture cluster)
{
    [Fact]
    public async Task What_finds_no_budget_waits_without_an_attempt_and_goes_out_later()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Senders = settings.Senders with { Email = settings.Senders.Email! with { Provider = "metered" } },
        });
        var accounts = new List<ClusterPractice>();
        for (var number = 1; number <= 7; number++)
        {
            accounts.Add(await practice.WithAccountAsync($"B-{number}"));
            await accounts[^1].PostStatementAsync();
        }

        cluster.Clock.Now = TestClock.MondayAtTen.AddMinutes(31);
        await Task.WhenAll(accounts.Select(account => account.TickAsync()));

        // A slot of half a minute holds four.
        var (sent, waiting) = await SortAsync(accounts);
        Assert.Equal((4, 3), (sent.Count, waiting.Count));
        foreach (var account in waiting)
        {
            var history = await account.HistoryAsync();
            Assert.Equal([Status.Scheduled, Status.Deferred], history.Trail);
            Assert.Equal((Reason.NoBudget, 0), (history.Reason, history.Attempts));
        }

        // Three weeks later, as if no silo had run: the time without budget does not count.
        cluster.Clock.Now += TimeSpan.FromDays(21);
        await Task.WhenAll(waiting.Select(account => account.TickAsync()));
        Assert.Equal(7, (await SortAsync(accounts)).Sent.Count);
        foreach (var account in accounts)
        {
            Assert.Equal(1, account.Arrived((await account.HistoryAsync()).Id));
        }
    }

    [Fact]
    public async Task What_waits_for_a_place_in_its_channel_keeps_no_budget_from_others()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Senders = settings.Senders with { Email = settings.Senders.Email! with { Provider = "metered" } },
        });
        var accounts = new List<ClusterPractice>();
        for (var number = 1; number <= 5; number++)
        {
            accounts.Add(await practice.WithAccountAsync($"B-{number}"));
            await accounts[^1].PostStatementAsync();
        }

        cluster.Clock.Now = TestClock.MondayAtTen.AddMinutes(31);
        var places = new List<IDisposable>();
        try
        {
            var message = Outgoing.Email(provider: "metered");
            foreach (var silo in cluster.EverySilo)
            {
                var channel = silo.GetRequiredService<DeliveryChannels>()[Channel.Email];
                while (await channel.ReserveAsync(message, TimeSpan.Zero, default) is { } place)
                {
                    places.Add(place);
                }
            }

            await Task.WhenAll(accounts.Select(account => account.TickAsync()));
        }
        finally
        {
            places.ForEach(place => place.Dispose());
        }

        // A slot holds four: with them in the hands of those that wait, the fifth would have been put off.
        foreach (var account in accounts)
        {
            Assert.Equal([Status.Scheduled], (await account.HistoryAsync()).Trail);
        }

        await Task.WhenAll(accounts.Select(account => account.TickAsync()));
        Assert.Equal(4, (await SortAsync(accounts)).Sent.Count);
    }

    private static async Task<(List<ClusterPractice> Sent, List<ClusterPractice> Waiting)> SortAsync(
        IEnumerable<ClusterPractice> accounts)
    {
        var (sent, waiting) = (new List<ClusterPractice>(), new List<ClusterPractice>());
        foreach (var account in accounts)
        {
            ((await account.HistoryAsync()).Status is Status.Sent ? sent : waiting).Add(account);
        }

        return (sent, waiting);
    }
}
