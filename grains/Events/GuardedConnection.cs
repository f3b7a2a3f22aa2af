using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Events;

/// <summary>
/// Connects to endpoints. Whoever may store one could name a machine beside ours; so the address is looked at, and it is
/// the address that was looked at that is connected to: a name that leads elsewhere a moment later leads nowhere.
/// </summary>
/// <param name="allowed">Networks that are allowed although they are not public, also by plain http.</param>
internal sealed class GuardedConnection(IReadOnlyCollection<IPNetwork> allowed)
{
    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var isTls = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var reachable = Array.FindAll(addresses, address =>
            PublicAddress.IsIn(address, allowed) || (isTls && PublicAddress.Is(address)));
        if (reachable.Length == 0)
        {
            throw new AddressNotAllowedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to no address that may be connected to.</summary>
internal sealed class AddressNotAllowedException() : IOException("The address is not of the public internet.");
