using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using BalanceNotifications.Setup;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace BalanceNotifications.Delivery;

/// <summary>From the practice's logo in the database to the mail in the mailbox.</summary>
[Collection(ClusterFixture.Name)]
public sealed class InlineLogoTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_mail_carries_the_practices_logo_until_it_is_removed()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var store = new LogoStore(cluster.Postgres.Owner, cluster.Clock);
        var logo = new LogoImage("image/gif", [.. "GIF89a"u8, 7]);
        await store.SaveAsync(practice.Scope, practice.Slug, logo, null, "test", default);
        await SeenAsync(practice, revision: 1);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var first = await MailAsync(practice, "S-1");
        var carried = Assert.Single(first.BodyParts.OfType<MimePart>(), part => part.ContentType.IsMimeType("image", "gif"));
        Assert.Contains($"cid:{carried.ContentId}", first.HtmlBody, StringComparison.Ordinal);

        await store.RemoveAsync(practice.Scope, practice.Slug, new(1), "test", default);
        await SeenAsync(practice, revision: null);
        var other = await practice.WithAccountAsync("100235");
        await other.PostStatementAsync();
        await other.TickAsync();
        Assert.DoesNotContain((await MailAsync(other, "S-1")).BodyParts, part => part.ContentType.IsMimeType("image", "*"));
    }

    // Silos look at a practice every five seconds.
    private Task SeenAsync(ClusterPractice practice, int? revision) => Eventually.HoldsAsync(async () =>
    {
        foreach (var silo in cluster.EverySilo)
        {
            var seen = await silo.GetRequiredService<SetupCache>().PracticeAsync(practice.Id, default);
            if (seen!.LogoRevision != revision)
            {
                return false;
            }
        }

        return true;
    });

    private async Task<MimeMessage> MailAsync(ClusterPractice practice, string statement)
    {
        var id = (await practice.HistoryAsync(statement)).Id;
        return Assert.Single(
            cluster.Relay.Received, mail => mail.Message.MessageId == $"{id:n}@north.example").Message;
    }
}
