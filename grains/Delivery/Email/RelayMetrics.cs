using System.Diagnostics.Metrics;

namespace BalanceNotifications.Delivery.Email;

/// <summary>Meter <c>BalanceNotifications.Email</c>; tag <c>relay</c> is the relay's name in the settings.</summary>
internal static class RelayMetrics
{
    public const string Name = "BalanceNotifications.Email";

    private static readonly Meter Meter = new(Name);

    private static readonly UpDownCounter<int> Down = Meter.CreateUpDownCounter<int>(
        "bn.email.relays_down", "{relay}", "Relays that are left alone because they cannot be reached.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "bn.email.relay_failures", "{failure}", "Connection, TLS and authentication failures.");

    public static void Failed(string relay, string reason) =>
        Failures.Add(1, new KeyValuePair<string, object?>("relay", relay), new("reason", reason));

    public static void WentDown(string relay) => Down.Add(1, new KeyValuePair<string, object?>("relay", relay));

    public static void CameBack(string relay) => Down.Add(-1, new KeyValuePair<string, object?>("relay", relay));
}
