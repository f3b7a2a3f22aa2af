using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Budgets;

internal static class LeftBudget
{
    /// <summary>Takes all that a practice can still get for its sender, wherever it lies, and says how much that was.</summary>
    public static async Task<int> ExhaustAsync(this ClusterFixture cluster, ClusterPractice practice)
    {
        var taken = 0;
        foreach (var silo in cluster.EverySilo)
        {
            var budgets = silo.GetRequiredService<SendBudgets>();
            while ((await budgets.TakeAsync(practice.Sender, practice.Id, null, 1, default)).NoneUntil is null)
            {
                taken++;
            }
        }

        return taken;
    }
}
