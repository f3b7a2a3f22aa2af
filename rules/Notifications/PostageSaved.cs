using BalanceNotifications.Practices;

namespace BalanceNotifications.Notifications;

/// <summary>
/// What a practice saved by not writing letters: a paper statement for each notification that went out, less what the
/// channel cost. A text is counted as one segment, a call as one minute. Below zero where a channel costs more.
/// </summary>
public static class PostageSaved
{
    /// <param name="sent">How many went out (sent or delivered), per channel.</param>
    /// <returns>In the practice's currency, to the cent.</returns>
    public static decimal Of(PracticeCosts costs, IEnumerable<(Channel Channel, long Count)> sent) => decimal.Round(
        sent.Sum(channel => channel.Count * (costs.PaperStatement - Cost(costs, channel.Channel))), 2);

    private static decimal Cost(PracticeCosts costs, Channel channel) => channel switch
    {
        Channel.Email => costs.Email,
        Channel.Text => costs.TextSegment,
        Channel.Voice => costs.VoiceMinute,
    };
}
