using BalanceNotifications.Links;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Email;

/// <summary>
/// Says at start-up what only whoever runs a relay can see to, and what mailbox providers ask for: without it mail goes
/// out, and is less welcome.
/// </summary>
internal sealed partial class RelayNotices(
    IOptions<EmailOptions> email, IOptions<LinkOptions> links, ILogger<RelayNotices> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, relay) in email.Value.Relays)
        {
            if (!relay.DkimCoversUnsubscribe)
            {
                LogDkim(name);
            }

            if (relay.BounceAddress is null)
            {
                LogBounces(name);
            }
        }

        if (email.Value.Relays.Count > 0
            && !links.Value.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            LogNotHttps();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        LogLevel.Warning,
        "Relay {Relay}: nobody has confirmed that its DKIM signature covers List-Unsubscribe and List-Unsubscribe-Post. "
        + "Without it mailbox providers offer no one-click unsubscribe. See to it, then set DkimCoversUnsubscribe.")]
    private partial void LogDkim(string relay);

    [LoggerMessage(
        LogLevel.Warning,
        "Relay {Relay} has no BounceAddress: bounces go to the practices' own sender addresses, and are not taken in.")]
    private partial void LogBounces(string relay);

    [LoggerMessage(
        LogLevel.Warning,
        "Links:PublicUrl is not https: e-mails carry List-Unsubscribe without one-click (RFC 8058).")]
    private partial void LogNotHttps();
}
