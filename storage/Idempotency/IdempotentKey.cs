using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Idempotency;

/// <summary>A key that came with a request, and the attempt that wants it.</summary>
/// <param name="Caller">The credential's name: keys of different ones have nothing to do with each other.</param>
/// <param name="Hash">SHA-256 of the key; the key itself is not kept.</param>
/// <param name="Attempt">Of this request alone.</param>
public sealed record IdempotentKey(string Organisation, string Caller, byte[] Hash, Guid Attempt)
{
    /// <summary>The same for every attempt: the id of what is done under this key and has none of its own.</summary>
    public string ToId() => $"key-{Convert.ToHexStringLower(
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Organisation}/{Caller}/"), .. Hash])).AsSpan(0, 32)}";
}

/// <summary>What is known of a request that came with a key.</summary>
public abstract record KnownRequest
{
    /// <summary>Nothing, or no more: the attempt has taken it.</summary>
    public sealed record Ours : KnownRequest;

    /// <summary>Another attempt works on it.</summary>
    public sealed record UnderWay : KnownRequest;

    /// <param name="RequestHash">SHA-256 of what was asked then.</param>
    public sealed record Answered(byte[] RequestHash, KeptAnswer Answer) : KnownRequest;
}

/// <summary>An answer as it went out.</summary>
/// <param name="Headers">Those that are about the answer, and not about its way.</param>
public sealed record KeptAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);
