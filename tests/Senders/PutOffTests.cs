using BalanceNotifications.Budgets;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Senders;

/// <summary>A message for which no connection of its relay came free: what it took, others may have.</summary>
[Collection(ClusterFixture.Name)]
public sealed class PutOffTests(ClusterFixture cluster)
{
    [Fact]
    public async Task What_its_channel_puts_off_gives_back_its_budget_and_its_probe()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Senders = settings.Senders with { Email = settings.Senders.Email! with { Provider = "metered" } },
        });
        await practice.PostStatementAsync();
        var breakers = new BreakerStore(cluster.Postgres.Owner, cluster.Clock);
        await breakers.ChangeAsync(
            practice.Sender,
            breaker => breaker with { OpenedAt = cluster.Clock.Now, ProbeAt = cluster.Clock.Now.AddMinutes(1) },
            default);

        await using (await BusyRelay.MakeAsync(cluster))
        {
            await practice.TickWhenDueAsync();
        }

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Deferred], history.Trail);
        Assert.Equal((Reason.TryLater, 0), (history.Reason, history.Attempts));
        var breaker = await breakers.FindAsync(practice.Sender, default);
        Assert.Equal((true, null), (breaker.IsOpen, breaker.Probe));
        // A slot of half a minute holds four.
        Assert.Equal(4, await cluster.ExhaustAsync(practice));
    }
}
