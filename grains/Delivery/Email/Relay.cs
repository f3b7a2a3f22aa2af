using System.Net.Security;
using MailKit.Net.Smtp;

namespace BalanceNotifications.Delivery.Email;

/// <summary>A relay with its connections, and with places in flight for four times as many messages.</summary>
/// <param name="name">In the settings.</param>
internal sealed class Relay(
    string name, RelayOptions options, RemoteCertificateValidationCallback? checkCertificate, TimeProvider clock)
    : IDisposable
{
    // A place is held from before the intent until after the record. While some of them are at the database, the others
    // keep the connections busy.
    private const int PlacesOfConnection = 4;

    private readonly Places _reserved = new(options.Connections * PlacesOfConnection);

    // Apart from the reservations, so that the relay's limit holds for a caller without one as well.
    private readonly Places _inUse = new(options.Connections);
    private readonly IdleConnections _idle = new(clock);

    public string Name => name;

    public RelayOptions Options => options;

    public RelayHealth Health { get; } = new(clock);

    public ValueTask<IDisposable?> ReserveAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        _reserved.ReserveAsync(patience, cancellationToken);

    /// <summary>Ends without an exception when the relay has taken the message.</summary>
    /// <param name="progress">Tells afterwards how far it came.</param>
    /// <exception cref="MessageTooLargeException">Nothing of it has left.</exception>
    public async Task SendAsync(RelayEnvelope envelope, SmtpProgress progress, CancellationToken cancellationToken)
    {
        using var place = await _inUse.TakeAsync(cancellationToken);
        progress.Reached(SmtpStage.Connect);
        if (_idle.Take() is { } reused)
        {
            try
            {
                await SendOverAsync(reused, envelope, progress, cancellationToken);
                return;
            }
            catch (Exception e) when (IsStale(e) && !progress.HandedOver && !cancellationToken.IsCancellationRequested)
            {
                // The relay closed it while it was idle. Nothing has left, so a fresh one may try, once.
            }
        }

        var fresh = await RelayConnection.OpenAsync(options, checkCertificate, progress, cancellationToken);
        await SendOverAsync(fresh, envelope, progress, cancellationToken);
    }

    public void Dispose() => _idle.Dispose();

    private async Task SendOverAsync(
        RelayConnection connection, RelayEnvelope envelope, SmtpProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(envelope, progress, cancellationToken);
        }
        finally
        {
            _idle.Return(connection);
        }
    }

    // RFC 5321 3.8: a relay that closes an idle connection may say 421 before, read as the answer to our next command.
    private static bool IsStale(Exception e) =>
        SmtpFailure.IsConnectionLoss(e)
        || e is SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable };
}
