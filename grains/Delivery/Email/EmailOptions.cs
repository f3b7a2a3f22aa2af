using System.Net.Security;
using MimeKit;

namespace BalanceNotifications.Delivery.Email;

/// <summary>Section <c>Delivery:Email</c>. Checked at start-up: a silo with a wrong setting does not come up.</summary>
internal sealed class EmailOptions
{
    public const string Section = "Delivery:Email";

    /// <summary>By the name that a practice's sender gives as its provider. None: e-mail is not configured.</summary>
    public Dictionary<string, RelayOptions> Relays { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Signs what leads a delivery report back to its notification: base64 of at least 32 bytes, the same that the api
    /// has under <c>Callbacks:Email:BounceKeys</c>. Empty: reports are told apart by their Message-Id alone.
    /// </summary>
    public string BounceKey { get; init; } = "";

    /// <summary>
    /// Null trusts what the system trusts. Not public, hence not bound: only a test may trust a certificate of its own.
    /// </summary>
    internal RemoteCertificateValidationCallback? CheckCertificate { get; set; }
}

/// <summary>Section <c>Delivery:Email:Relays:{name}</c>: one SMTP server that takes our mail.</summary>
internal sealed class RelayOptions
{
    public string Host { get; init; } = "";

    /// <summary>1 to 65535. Null for the usual one: 587 with StartTls, 465 with Tls, 25 with None.</summary>
    public int? Port { get; init; }

    public RelaySecurity Security { get; init; } = RelaySecurity.StartTls;

    /// <summary>Empty for a relay that trusts the network it is reached from.</summary>
    public string UserName { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>
    /// Most connections at a time. 1 to 64. Between reservation and record there may be as many messages for each of them as
    /// the relay takes in a second, 16 at most: those at the database share its statements.
    /// </summary>
    public int Connections { get; init; } = 16;

    /// <summary>
    /// Of one message, from when it has its connection to the final reply; opening the connection is part of it, waiting
    /// for one is not. 1 to 12 seconds.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Mailbox of ours that bounces go to, such as <c>bounces@bn.example</c>: each message gets an address of its own
    /// there. Null for the practice's own sender address, which then gets them.
    /// </summary>
    public string? BounceAddress { get; init; }

    /// <summary>A larger message is refused before it leaves. 10,000 to 100,000,000; a relay that names less is heeded.</summary>
    public long MaxMessageBytes { get; init; } = 10_000_000;

    /// <summary>
    /// Whoever runs the relay has seen to it that its DKIM signature covers List-Unsubscribe and List-Unsubscribe-Post;
    /// without that mailbox providers show no one-click unsubscribe (RFC 8058 4).
    /// </summary>
    public bool DkimCoversUnsubscribe { get; init; }

    internal MailboxAddress? BounceMailbox =>
        MailboxAddress.TryParse(BounceAddress ?? "", out var mailbox) && mailbox.Domain.Length > 0 ? mailbox : null;
}

internal enum RelaySecurity
{
    /// <summary>Plain. For a relay on the same host or a private network only.</summary>
    None,

    /// <summary>Starts plain and must then turn to TLS; a relay that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}
