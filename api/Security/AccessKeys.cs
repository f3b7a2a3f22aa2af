using System.Security.Claims;
using System.Security.Cryptography;
using BalanceNotifications.Keys;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Security;

/// <summary>The callers of the configuration, by the hash of their key.</summary>
internal sealed class AccessKeys(IOptions<AccessOptions> options)
{
    private readonly (byte[] Hash, Caller Caller, ClaimsPrincipal Principal)[] _keys =
    [
        .. options.Value.Keys.Select(key => (Convert.FromHexString(key.Value.Sha256), CallerOf(key.Key, key.Value)))
            .Select(key => (key.Item1, key.Item2, key.Item2.ToPrincipal())),
    ];

    /// <summary>Null when nobody has this key. Takes as long for a wrong key as for a right one.</summary>
    /// <param name="hash">See <see cref="KeySecret.HashOf"/>.</param>
    public ClaimsPrincipal? Find(ReadOnlySpan<byte> hash)
    {
        ClaimsPrincipal? found = null;
        foreach (var (known, _, principal) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = principal;
            }
        }

        return found;
    }

    /// <summary>Whether a key of the organisation has this name, so that no other may take it.</summary>
    public bool Names(string organisation, string name) =>
        _keys.Any(key => key.Caller.Organisation == organisation && key.Caller.Name == name);

    /// <summary>Whether the organisation has a key here that can make any other.</summary>
    public bool Holds(string organisation) =>
        _keys.Any(key => key.Caller.Organisation == organisation && key.Caller.HoldsOrganisation);

    private static Caller CallerOf(string name, AccessKey key) =>
        new(name, key.Organisation, [.. key.Practices], [.. key.Roles], key.Operator);
}
