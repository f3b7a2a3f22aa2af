using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Events;

/// <summary>How one attempt to send an event ended.</summary>
/// <param name="Status">Of HTTP; null where nothing was answered.</param>
/// <param name="Error">Null when the endpoint took it.</param>
internal sealed record Attempt(int? Status, AttemptError? Error, TimeSpan Took)
{
    public static Attempt Of(HttpStatusCode status, TimeSpan took) => new((int)status, ErrorOf(status), took);

    public static Attempt Of(Exception failure, TimeSpan took) => new(null, ErrorOf(failure), took);

    public AttemptLine Line(Guid id, EventType type, DateTimeOffset at) =>
        new(id, type, at, (int)Took.TotalMilliseconds, Status, Error);

    private static AttemptError? ErrorOf(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => null,
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => AttemptError.Redirected,
        HttpStatusCode.Gone => AttemptError.Gone,
        _ => AttemptError.Refused,
    };

    private static AttemptError ErrorOf(Exception failure) => failure switch
    {
        OperationCanceledException or { InnerException: TimeoutException } => AttemptError.TimedOut,
        { InnerException: AddressNotAllowedException } => AttemptError.AddressNotAllowed,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            or
        {
            InnerException: SocketException
            {
                SocketErrorCode:
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery
            }
        } =>
            AttemptError.NameNotResolved,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => AttemptError.TlsFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => AttemptError.ConnectionFailed,
        _ => AttemptError.ProtocolError,
    };
}
