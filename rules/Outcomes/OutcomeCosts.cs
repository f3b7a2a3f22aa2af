using BalanceNotifications.Practices;

namespace BalanceNotifications.Outcomes;

/// <summary>What notifications cost, and what they brought in. In the practice's currency. Pure.</summary>
public static class OutcomeCosts
{
    /// <param name="sent">What went out.</param>
    /// <returns>To the cent: by e-mails, by segments of texts, and by begun minutes of calls.</returns>
    public static decimal CostOf(PracticeCosts costs, SentVolume sent) => decimal.Round(
        (sent.Emails * costs.Email) + (sent.Segments * costs.TextSegment) + (sent.Minutes * costs.VoiceMinute), 2);

    /// <summary>A letter for each that went out, less what they cost. Below zero where a channel costs more.</summary>
    public static decimal PostageSavedBy(PracticeCosts costs, SentVolume sent) =>
        decimal.Round(sent.Count * costs.PaperStatement, 2) - CostOf(costs, sent);

    /// <summary>To four decimals; null where nothing was collected.</summary>
    public static decimal? PerDollar(decimal cost, decimal collected) =>
        collected > 0 ? decimal.Round(cost / collected, 4) : null;
}

/// <param name="Count">All that went out, whatever the channel.</param>
/// <param name="Segments">Of texts; one whose segments nobody told counts as one.</param>
/// <param name="Minutes">Begun minutes of calls that were answered.</param>
public sealed record SentVolume(long Count, long Emails, long Segments, long Minutes);
