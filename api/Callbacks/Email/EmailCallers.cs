using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>Whether a caller has one of the shared secrets. Takes as long for a wrong one as for a right one.</summary>
internal sealed class EmailCallers(IOptions<EmailCallbackOptions> options)
{
    private const string Scheme = "Bearer ";

    private readonly byte[][] _known = [.. options.Value.Secrets.Values.Select(Convert.FromHexString)];

    public bool Knows(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..]));
        var found = false;
        foreach (var known in _known)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return found;
    }
}
