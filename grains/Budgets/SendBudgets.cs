using System.Collections.Concurrent;
using BalanceNotifications.Senders;
using BalanceNotifications.Zones;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Budgets;

/// <summary>What may leave by a sender now, out of all the budgets that it counts against.</summary>
internal sealed class SendBudgets(
    BudgetStore store, IOptions<BudgetOptions> options, TimeProvider clock, ILogger<SendBudgets> logger)
{
    private readonly Dictionary<string, CampaignOptions> _campaigns = options.Value.Campaigns;
    private readonly ConcurrentDictionary<SenderKey, IReadOnlyList<Budget>> _budgets = new();
    private readonly ConcurrentDictionary<(string Budget, int Practice), Purse> _purses = new();

    /// <summary>When to ask again, where it is known already that there is nothing; null where it is to be asked for.</summary>
    public DateTimeOffset? KnownNone(SenderKey sender, int practice, Guid notification) => BudgetsOf(sender)
        .Select(budget => PurseOf(budget, practice).KnownNone(notification, cost: 1))
        .Max();

    /// <param name="notification">Null for what does not come again where there is nothing.</param>
    /// <param name="cost">Segments of a text; 1 for a mail or a call.</param>
    public async Task<BudgetAnswer> TakeAsync(
        SenderKey sender, int practice, Guid? notification, int cost, CancellationToken cancellationToken)
    {
        var taken = new TakenTokens();
        try
        {
            foreach (var budget in BudgetsOf(sender))
            {
                var purse = PurseOf(budget, practice);
                if (await purse.TakeAsync(notification, cost, cancellationToken) is { } until)
                {
                    taken.GiveBack();
                    return new(TakenTokens.None, until);
                }

                taken.Add(purse, cost);
            }
        }
        catch
        {
            taken.GiveBack();
            throw;
        }

        return new(taken, NoneUntil: null);
    }

    private IReadOnlyList<Budget> BudgetsOf(SenderKey sender) => _budgets.GetOrAdd(sender, key =>
    [
        .. _campaigns.Where(campaign => Covers(campaign.Value, key)).Select(campaign => new Budget(
            campaign.Value.Senders.Count > 0
                ? campaign.Key.ToLowerInvariant()
                : $"{campaign.Key.ToLowerInvariant()}/{key.Provider}/{key.Sender}",
            RateOf(campaign.Value),
            campaign.Value.PerDay,
            ZoneId.Find(campaign.Value.Zone))),
    ]);

    private static bool Covers(CampaignOptions campaign, SenderKey sender) =>
        campaign.Channel == sender.Channel
        && (campaign.Provider is null || Same(campaign.Provider, sender.Provider))
        && (campaign.Senders.Count == 0 || campaign.Senders.Any(named => Same(named, sender.Sender)));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static int? RateOf(CampaignOptions campaign) =>
        campaign.PerSecond * 60 is { } smooth && !(campaign.PerMinute < smooth) ? smooth : campaign.PerMinute;

    private Purse PurseOf(Budget budget, int practice) => _purses.GetOrAdd(
        (budget.Key, practice), _ => new Purse(budget, practice, store, clock, logger));
}

/// <param name="NoneUntil">When to ask again; null when it got what it asked for.</param>
internal sealed record BudgetAnswer(TakenTokens Taken, DateTimeOffset? NoneUntil);

/// <summary>What one attempt took out of its budgets.</summary>
internal sealed class TakenTokens
{
    private readonly List<(Purse Purse, int Cost, DateTimeOffset ValidUntil)> _from = [];

    public static TakenTokens None => new();

    public void Add(Purse purse, int cost) => _from.Add((purse, cost, purse.ValidUntil));

    /// <summary>The attempt did not happen.</summary>
    public void GiveBack()
    {
        foreach (var (purse, cost, validUntil) in _from)
        {
            purse.GiveBack(cost, validUntil);
        }

        _from.Clear();
    }
}
