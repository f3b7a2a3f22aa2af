using BalanceNotifications.Practices;

namespace BalanceNotifications.Notifications;

/// <summary>
/// What a practice saved by not writing letters: a paper statement for each notification that went out, less what the
/// channel cost. A text is counted as one segment, a call by its begun minutes. Below zero where a channel costs more.
/// </summary>
public static class PostageSaved
{
    /// <param name="sent">How many went out (sent or delivered), per channel, each call for one minute.</param>
    /// <returns>In the practice's currency, to the cent.</returns>
    public static decimal Of(PracticeCosts costs, IEnumerable<(Channel Channel, long Count)> sent) =>
        Of(costs, sent.Select(channel => (channel.Channel, channel.Count, Minutes: channel.Count)));

    /// <param name="sent">How many went out (sent or delivered), per channel, and the begun minutes of calls.</param>
    /// <returns>In the practice's currency, to the cent.</returns>
    public static decimal Of(PracticeCosts costs, IEnumerable<(Channel Channel, long Count, long Minutes)> sent) =>
        decimal.Round(
            sent.Sum(channel => (channel.Count * costs.PaperStatement)
                - ((channel.Channel is Channel.Voice ? channel.Minutes : channel.Count) * Cost(costs, channel.Channel))),
            2);

    private static decimal Cost(PracticeCosts costs, Channel channel) => channel switch
    {
        Channel.Email => costs.Email,
        Channel.Text => costs.TextSegment,
        Channel.Voice => costs.VoiceMinute,
    };
}
