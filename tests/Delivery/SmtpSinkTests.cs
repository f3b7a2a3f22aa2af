using System.Diagnostics;
using System.Net.Sockets;
using MimeKit;
using Xunit;

namespace BalanceNotifications.Delivery;

/// <summary>The same through an SMTP server that is not ours: Postfix's smtp-sink (Debian package postfix).</summary>
public sealed class SmtpSinkTests
{
    private const string SmtpSink = "/usr/sbin/smtp-sink";

    [Fact]
    public async Task Messages_arrive_at_an_SMTP_server_of_other_make()
    {
        var inCi = Environment.GetEnvironmentVariable("CI") is "true";
        Assert.SkipUnless(File.Exists(SmtpSink) || inCi, "smtp-sink is missing; it is in Debian's package postfix.");
        var folder = Directory.CreateTempSubdirectory("smtp-sink-");
        var port = EmailHandOverTests.ClosedPort();
        using var sink = Start(port, folder);
        try
        {
            using var channel = EmailSetup.Channel(EmailSetup.Plain(port));
            var message = () => Outgoing.Email(subject: "Su saldo – 余额");
            await ListeningAsync(port);

            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(
                _ => channel.SendAsync(message(), TestContext.Current.CancellationToken)));

            Assert.All(results, result => Assert.IsType<DeliveryResult.Accepted>(result));
            var files = folder.GetFiles();
            Assert.Equal(20, files.Length);
            Assert.Equal(
                results.Cast<DeliveryResult.Accepted>().Select(result => result.ProviderId).Order(),
                files.Select(file => MimeMessage.Load(file.FullName).MessageId).Order());
        }
        finally
        {
            sink.Kill();
            await sink.WaitForExitAsync(TestContext.Current.CancellationToken);
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(int port, DirectoryInfo folder)
    {
        // As root it insists on a user to become; that user must be able to write the messages.
        string[] user = [];
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            user = ["-u", "nobody"];
            folder.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        }

        return Process.Start(SmtpSink, [.. user, "-d", $"{folder.FullName}/%M.", $"127.0.0.1:{port}", "100"]);
    }

    // Connecting is the only way to learn that it listens.
    private static async Task ListeningAsync(int port)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }
    }
}
