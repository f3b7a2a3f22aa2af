using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Events;

/// <summary>
/// The secret that an endpoint's messages are signed with. It is made from the installation's key and stored nowhere: what
/// reads the database can sign nothing.
/// </summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";

    /// <param name="key">Of the installation, at least 32 bytes.</param>
    /// <param name="version">Goes up when the secret is changed for another.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Of(ReadOnlySpan<byte> key, Guid webhook, int version) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"webhook secret\n{webhook:n}\n{version}"));

    /// <summary>As its owner is shown it (Standard Webhooks).</summary>
    public static string Text(ReadOnlySpan<byte> secret) => Prefix + Convert.ToBase64String(secret);
}
