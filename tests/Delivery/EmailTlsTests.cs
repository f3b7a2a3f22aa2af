using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class EmailTlsTests
{
    [Fact]
    public async Task A_message_goes_out_encrypted_and_authenticated()
    {
        using var certificate = SelfSigned();
        await using var server = new ScriptedSmtpServer("AUTH PLAIN LOGIN") { Certificate = certificate };
        using var channel = Channel(server, trusted: certificate);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.IsType<DeliveryResult.Accepted>(result);
        Assert.Equal(
            ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"],
            server.Commands.Select(command => command.Split(' ')[0]));
    }

    [Fact]
    public async Task A_relay_whose_certificate_does_not_hold_gets_no_message()
    {
        using var certificate = SelfSigned();
        await using var server = new ScriptedSmtpServer("AUTH PLAIN") { Certificate = certificate };
        using var channel = Channel(server, trusted: null);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("tlsFailed"), result);
        Assert.DoesNotContain("AUTH", server.Commands);
    }

    [Fact]
    public async Task A_relay_that_does_not_offer_TLS_gets_no_message()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN");
        using var channel = Channel(server, trusted: null);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("tlsFailed"), result);
        Assert.DoesNotContain("AUTH", server.Commands);
    }

    private static EmailChannel Channel(ScriptedSmtpServer server, X509Certificate2? trusted) =>
        EmailSetup.Channel(new EmailOptions
        {
            Relays =
            {
                ["default"] = new RelayOptions
                {
                    Host = "localhost",
                    Port = server.Port,
                    UserName = "north",
                    Password = "secret",
                },
            },
            CheckCertificate = trusted is null
                ? null
                : (_, presented, _, _) => presented?.GetCertHashString() == trusted.Thumbprint,
        });

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
