using System.Net.Security;
using MailKit.Net.Smtp;

namespace BalanceNotifications.Delivery.Email;

/// <summary>A relay with its connections, and with places in flight for more messages than these while it is quick.</summary>
/// <param name="name">In the settings.</param>
internal sealed class Relay(
    string name, RelayOptions options, RemoteCertificateValidationCallback? checkCertificate, TimeProvider clock)
    : IDisposable
{
    // So little that a message begins within ten seconds of its intent, which takes eight at most (design.md 5).
    private static readonly TimeSpan PatienceForConnection = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly RelayPace _pace = new();
    private readonly Places _reserved = new(options.Connections * RelayPace.Least);

    // Apart from the reservations, so that the relay's limit holds for a caller without one as well.
    private readonly Places _inUse = new(options.Connections);
    private readonly IdleConnections _idle = new(clock);

    public string Name => name;

    public RelayOptions Options => options;

    public RelayHealth Health { get; } = new(clock);

    public ValueTask<IDisposable?> ReserveAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        _reserved.ReserveAsync(patience, cancellationToken);

    /// <summary>
    /// One of its connections. Dispose to give it back. Null when none came free in time, or the caller gave up: then the
    /// relay has heard nothing.
    /// </summary>
    public async ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(PatienceForConnection, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await _inUse.TakeAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                // At once: a relay that hangs says nothing itself before its first message times out.
                Follow(pace => pace.AfterWaiting(PatienceForConnection));
            }

            return null;
        }
    }

    /// <summary>Ends without an exception when the relay has taken the message.</summary>
    /// <remarks>By whoever has a turn.</remarks>
    /// <param name="progress">Tells afterwards how far it came.</param>
    /// <exception cref="MessageTooLargeException">Nothing of it has left.</exception>
    public async Task SendAsync(RelayEnvelope envelope, SmtpProgress progress, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        try
        {
            await SendInTurnAsync(envelope, progress, cancellationToken);
        }
        finally
        {
            Follow(pace => pace.After(clock.GetElapsedTime(begun)));
        }
    }

    public void Dispose() => _idle.Dispose();

    private void Follow(Func<RelayPace, int> placesOf)
    {
        lock (_gate)
        {
            _reserved.Resize(options.Connections * placesOf(_pace));
        }
    }

    private async Task SendInTurnAsync(
        RelayEnvelope envelope, SmtpProgress progress, CancellationToken cancellationToken)
    {
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
