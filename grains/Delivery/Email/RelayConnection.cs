using System.Net;
using System.Net.Security;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace BalanceNotifications.Delivery.Email;

/// <summary>One connection to a relay, kept for many messages, one at a time.</summary>
internal sealed class RelayConnection : IDisposable
{
    // Relays close a connection after a number of messages of their own choosing; Postfix's default is about this.
    private const int MessageLimit = 100;

    private readonly RelayClient _smtp;
    private int _messages;

    private RelayConnection(RelayClient smtp) => _smtp = smtp;

    /// <summary>The clock's timestamp of when it was last used.</summary>
    public long IdleSince { get; set; }

    /// <summary>False when it broke or has carried its share of messages.</summary>
    public bool CanCarryMore => _smtp.IsConnected && _messages < MessageLimit;

    public static async Task<RelayConnection> OpenAsync(
        RelayOptions options,
        RemoteCertificateValidationCallback? checkCertificate,
        SmtpProgress progress,
        CancellationToken cancellationToken)
    {
        var smtp = new RelayClient { ServerCertificateValidationCallback = checkCertificate };
        try
        {
            progress.Reached(SmtpStage.Connect);
            var (security, usualPort) = options.Security switch
            {
                RelaySecurity.None => (SecureSocketOptions.None, 25),
                RelaySecurity.StartTls => (SecureSocketOptions.StartTls, 587),
                RelaySecurity.Tls => (SecureSocketOptions.SslOnConnect, 465),
            };
            await smtp.ConnectAsync(options.Host, options.Port ?? usualPort, security, cancellationToken);

            progress.Reached(SmtpStage.Authenticate);
            if (options.UserName.Length > 0)
            {
                var credential = new NetworkCredential(options.UserName, options.Password);
                await smtp.AuthenticateAsync(credential, cancellationToken);
            }

            return new RelayConnection(smtp);
        }
        catch
        {
            smtp.Dispose();
            throw;
        }
    }

    /// <summary>Ends without an exception when the relay has taken the message.</summary>
    /// <exception cref="MessageTooLargeException">It is larger than the relay says that it takes (RFC 1870).</exception>
    public async Task SendAsync(RelayEnvelope envelope, SmtpProgress progress, CancellationToken cancellationToken)
    {
        // Zero: the relay names no limit.
        if (_smtp.MaxSize > 0 && MessageSize.Exceeds(envelope.Message, _smtp.MaxSize))
        {
            progress.Reached(SmtpStage.Envelope);
            throw new MessageTooLargeException();
        }

        _messages++;
        progress.Reached(SmtpStage.Envelope);
        try
        {
            await _smtp.SendAsync(envelope, progress, cancellationToken);
        }
        catch (SmtpCommandException e) when (progress.HandedOver && (int)e.StatusCode is >= 200 and < 300)
        {
            // MailKit takes 250 alone for a yes; RFC 5321 4.3.1 has us go by the first digit.
        }
    }

    public void Dispose() => _smtp.Dispose();
}
