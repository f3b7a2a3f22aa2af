using BalanceNotifications.Zones;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Budgets;

internal sealed class BudgetOptionsValidator : IValidateOptions<BudgetOptions>
{
    public ValidateOptionsResult Validate(string? name, BudgetOptions options)
    {
        var failures = options.Campaigns.SelectMany(campaign => Check(campaign.Key, campaign.Value)).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string name, CampaignOptions campaign)
    {
        var section = $"{BudgetOptions.Section}:Campaigns:{name}";
        if (!Enum.IsDefined(campaign.Channel))
        {
            yield return $"{section}:Channel must be Email, Text or Voice.";
        }

        if (campaign is { PerSecond: null, PerMinute: null, PerDay: null })
        {
            yield return $"{section} needs one of PerSecond, PerMinute and PerDay.";
        }

        if (campaign.PerSecond is < 1 or > 10_000)
        {
            yield return $"{section}:PerSecond must be 1 to 10000.";
        }

        if (campaign.PerMinute is < 2 or > 600_000)
        {
            yield return $"{section}:PerMinute must be 2 to 600000.";
        }

        if (campaign.PerDay is < 1 or > 100_000_000)
        {
            yield return $"{section}:PerDay must be 1 to 100000000.";
        }

        if (!ZoneId.TryFind(campaign.Zone, out _))
        {
            yield return $"{section}:Zone must be an IANA time zone.";
        }
    }
}
