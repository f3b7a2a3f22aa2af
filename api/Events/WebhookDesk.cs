using System.Net;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Events;

/// <summary>What the endpoints of this api need of the configuration.</summary>
internal sealed class WebhookDesk(IOptions<EventOptions> options)
{
    public IReadOnlyList<IPNetwork> Allowed { get; } = options.Value.Networks();

    /// <summary>False when this installation sends no events.</summary>
    public bool IsOn => options.Value.IsOn;

    public string SecretOf(Webhook webhook) =>
        WebhookSecret.Text(WebhookSecret.Of(options.Value.KeyBytes(), webhook.Id, webhook.SecretVersion));
}
