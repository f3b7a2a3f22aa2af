using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using MimeKit;

namespace BalanceNotifications.Links;

/// <summary>E-mails with the way out that their header offers, and whoever takes it.</summary>
internal static class OfferedWayOut
{
    /// <summary>One e-mail that arrived at the relay, and the path in its header.</summary>
    public static async Task<(ClusterPractice Practice, string Path)> SentAsync(ClusterFixture cluster)
    {
        var (practice, mail) = await MailAsync(cluster);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers[HeaderId.ListUnsubscribePost]);
        return (practice, new Uri(mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>')).AbsolutePath);
    }

    public static async Task<(ClusterPractice Practice, MimeMessage Mail)> MailAsync(
        ClusterFixture cluster, Func<PracticeSettings, PracticeSettings>? settings = null)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sent = await practice.HistoryAsync();
        Assert.Equal(NotificationStatus.Sent, sent.Status);
        return (practice, cluster.Relay.Received.Single(
            mail => mail.Message.MessageId == $"{sent.Id:n}@north.example").Message);
    }

    public static Task<HttpResponseMessage> PostAsync(ApiHost api, string path, string value = "One-Click") =>
        api.Client.PostAsync(
            path, new FormUrlEncodedContent([new("List-Unsubscribe", value)]), TestContext.Current.CancellationToken);
}
