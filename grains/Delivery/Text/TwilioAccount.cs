namespace BalanceNotifications.Delivery.Text;

/// <summary>An account with its client and its places in flight.</summary>
internal sealed class TwilioAccount(TwilioAccountOptions options) : IDisposable
{
    public TwilioClient Client { get; } = new(options);

    public Places Places { get; } = new(options.Connections);

    public void Dispose() => Client.Dispose();
}
