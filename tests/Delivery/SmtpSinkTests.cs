using BalanceNotifications.Fixtures;
using Xunit;

namespace BalanceNotifications.Delivery;

/// <summary>The same through an SMTP server that is not ours: Postfix's smtp-sink (Debian package postfix).</summary>
public sealed class SmtpSinkTests
{
    [Fact]
    public async Task Messages_arrive_at_an_SMTP_server_of_other_make()
    {
        await using var sink = await SmtpSink.StartAsync();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(sink.Port));
        var message = () => Outgoing.Email(subject: "Su saldo – 余额");

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => channel.SendAsync(message(), TestContext.Current.CancellationToken)));

        Assert.All(results, result => Assert.IsType<DeliveryResult.Accepted>(result));
        Assert.Equal(
            results.Cast<DeliveryResult.Accepted>().Select(result => result.ProviderId).Order(),
            sink.Queue.Select(mail => mail.MessageId).Order());
    }
}
