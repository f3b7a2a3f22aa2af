namespace BalanceNotifications.Budgets;

/// <summary>Three silos that draw on one pot, without a database: what its lock makes one after the other, is so here.</summary>
internal sealed class BudgetTown(Budget budget, DateTimeOffset start)
{
    private const int Silos = 3;

    private readonly Dictionary<(int Silo, int Practice), (int Tokens, DateTimeOffset Until, DateOnly Day)> _purses = [];
    private readonly Dictionary<int, BudgetShare> _shares = [];
    private readonly List<(DateTimeOffset At, int Practice, int Cost)> _sent = [];
    private BudgetPot _pot = BudgetPot.Empty;
    private DateTimeOffset _now = start;

    public Budget Budget => budget;

    public int MostInAnyMinute => _sent.Count == 0 ? 0 : _sent.Max(first => _sent
        .Where(sent => sent.At >= first.At && sent.At < first.At.AddMinutes(1)).Sum(sent => sent.Cost));

    public int MostInADay => _sent.Count == 0 ? 0 : _sent.GroupBy(sent => budget.DayAt(sent.At))
        .Max(day => day.Sum(sent => sent.Cost));

    public int SentBy(int practice) => _sent.Where(sent => sent.Practice == practice).Sum(sent => sent.Cost);

    public void Pass(TimeSpan time) => _now += time;

    /// <summary>Its purses are lost.</summary>
    public void Kill(int silo)
    {
        foreach (var key in _purses.Keys.Where(key => key.Silo == silo).ToArray())
        {
            _purses.Remove(key);
        }
    }

    /// <summary>As much as it gets, from every silo.</summary>
    public void SendAll(int practice)
    {
        for (var silo = 0; silo < Silos; silo++)
        {
            while (Send(silo, practice, cost: 1))
            {
            }
        }
    }

    public bool Send(int silo, int practice, int cost)
    {
        var purse = _purses.GetValueOrDefault((silo, practice));
        var held = purse.Until > _now ? purse.Tokens : 0;
        if (held < cost)
        {
            var share = _shares.GetValueOrDefault(practice, BudgetShare.None);
            var unused = purse.Until <= _now && purse.Day == budget.DayAt(_now) ? purse.Tokens : 0;
            var grant = BudgetRules.Grant(
                budget, new(_pot, share, OthersOf(practice, share)), cost - held, unused, _now);
            (_pot, _shares[practice]) = (grant.Pot, grant.Share);
            held += grant.Tokens;
            purse = (held, grant.Tokens > 0 ? grant.Until : purse.Until, budget.DayAt(_now));
        }

        var sends = held >= cost;
        _purses[(silo, practice)] = (sends ? held - cost : held, purse.Until, purse.Day);
        if (sends)
        {
            _sent.Add((_now, practice, cost));
        }

        return sends;
    }

    private BudgetOthers OthersOf(int practice, BudgetShare share)
    {
        var others = _shares.Where(other => other.Key != practice).Select(other => other.Value).ToArray();
        var since = share.WaitingUntil > _now ? share.WaitingSince : _now;
        return new(
            others.Count(other => other.WaitingUntil > _now),
            others.Count(other => other.WaitingUntil > _now && other.WaitingSince < since),
            others.Count(other => other.Used.Day == budget.DayAt(_now) && other.Used.DayUsed > 0));
    }
}
