using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace BalanceNotifications.Events;

/// <summary>
/// Which addresses an endpoint of somebody else may have: those of the public internet. What is not, by the registries of
/// special-purpose addresses (RFC 6890 and what IANA has added since), could be a machine beside ours.
/// </summary>
public static class PublicAddress
{
    private static readonly ImmutableArray<IPNetwork> Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // a cloud's own service, on an address that looks public
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", // tunnels that hold an IPv4 address, and documentation
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Unicast6 = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        var plain = Plain(address);
        return !Special.Any(network => network.Contains(plain))
            && (plain.AddressFamily is AddressFamily.InterNetwork || Unicast6.Contains(plain));
    }

    /// <param name="allowed">Networks that are allowed although they are not public.</param>
    public static bool IsIn(IPAddress address, IEnumerable<IPNetwork> allowed)
    {
        var plain = Plain(address);
        return allowed.Any(network => network.Contains(plain));
    }

    // ::ffff:10.0.0.1 is 10.0.0.1.
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
