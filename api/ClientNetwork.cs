using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications;

/// <summary>Whom limits by client address count as one.</summary>
internal static class ClientNetwork
{
    /// <summary>The address; of IPv6 the first 64 bits, because one household has all the rest.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4().ToString();
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
