using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Security;

/// <summary>The callers that are known, by the hash of their key.</summary>
internal sealed class AccessKeys(IOptions<AccessOptions> options)
{
    private readonly (byte[] Hash, Caller Caller)[] _keys =
    [
        .. options.Value.Keys.Select(key => (
            Convert.FromHexString(key.Value.Sha256),
            new Caller(
                key.Key, key.Value.Organisation, [.. key.Value.Practices], [.. key.Value.Roles], key.Value.Operator))),
    ];

    /// <summary>Null when nobody has this key. Takes as long for a wrong key as for a right one.</summary>
    public Caller? Find(ReadOnlySpan<char> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = new byte[Encoding.UTF8.GetByteCount(key)];
        Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes, hash);

        Caller? found = null;
        foreach (var (known, caller) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = caller;
            }
        }

        return found;
    }
}
