using MailKit;

namespace BalanceNotifications.Delivery.Email;

/// <summary>
/// How far one message came. MailKit's exceptions do not say it, and it decides everything: before
/// <see cref="SmtpStage.Content"/> nothing can have been delivered, after it nobody knows.
/// </summary>
internal sealed class SmtpProgress : ITransferProgress
{
    public SmtpStage Stage { get; private set; } = SmtpStage.Connect;

    public bool HandedOver => Stage == SmtpStage.Content;

    public void Reached(SmtpStage stage) => Stage = stage;

    // MailKit reports first when it puts the first bytes of content into its buffer: after the relay's go-ahead, and
    // before anything of the content is flushed to the socket.
    public void Report(long bytesTransferred, long totalSize) => Stage = SmtpStage.Content;

    public void Report(long bytesTransferred) => Stage = SmtpStage.Content;
}

internal enum SmtpStage
{
    /// <summary>TCP, greeting, EHLO and TLS.</summary>
    Connect,

    Authenticate,

    /// <summary>MAIL FROM, RCPT TO, and DATA up to the relay's go-ahead.</summary>
    Envelope,

    /// <summary>The message itself is on its way, up to the final reply.</summary>
    Content,
}
