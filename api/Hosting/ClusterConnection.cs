namespace BalanceNotifications.Hosting;

/// <summary>Whether grain calls can be made at this moment.</summary>
internal sealed class ClusterConnection(IHostApplicationLifetime lifetime)
{
    private volatile bool _lost;

    /// <summary>True once the client has connected for the first time, and until it loses its last gateway.</summary>
    public bool IsUp => lifetime.ApplicationStarted.IsCancellationRequested && !_lost;

    public void OnLost(object? sender, EventArgs e) => _lost = true;

    public void OnGatewaysChanged(object? sender, GatewayCountChangedEventArgs e) =>
        _lost = e.NumberOfConnectedGateways == 0;
}
