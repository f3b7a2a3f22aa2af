namespace BalanceNotifications.Budgets;

/// <summary>Section <c>Delivery:Budgets</c>: what may leave, where a carrier, a brand or a contract sets a limit.</summary>
internal sealed class BudgetOptions
{
    public const string Section = "Delivery:Budgets";

    /// <summary>By a name that never changes: it is what the silos count under. None: nothing is limited.</summary>
    public Dictionary<string, CampaignOptions> Campaigns { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// Section <c>Delivery:Budgets:Campaigns:{name}</c>: a limit in segments for texts, messages for e-mail, calls for
/// voice. A message must find room in every campaign that its sender belongs to.
/// </summary>
internal sealed class CampaignOptions
{
    /// <summary>Email, Text or Voice.</summary>
    public Channel Channel { get; init; }

    /// <summary>Name of a relay or account; null for all of them.</summary>
    public string? Provider { get; init; }

    /// <summary>
    /// Addresses, numbers or messaging services that share the limit, as a brand does. None: each sender of the
    /// channel has the whole limit to itself.
    /// </summary>
    public List<string> Senders { get; } = [];

    /// <summary>60 times it in any minute, 1 to 10,000; null for no such limit.</summary>
    public int? PerSecond { get; init; }

    /// <summary>Never more in any minute, 2 to 600,000; null for no such limit. With PerSecond the lower counts.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Never more in one day of the zone, 1 to 100,000,000; null for no such limit.</summary>
    public int? PerDay { get; init; }

    /// <summary>IANA name of the zone whose midnight begins a day.</summary>
    public string Zone { get; init; } = "UTC";
}
