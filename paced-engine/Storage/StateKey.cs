using System.Text;
using Orleans.Storage;

namespace PacedEngine.Storage;

/// <summary>
/// Where Orleans' AdoNet provider keeps a grain's state: the same row, so that either provider takes over from the other
/// with nothing to move.
/// </summary>
internal readonly record struct StateKey(int KeyHash, long N0, long N1, int TypeHash, string Type, string? Extension)
{
    private static readonly OrleansDefaultHasher Hasher = new();

    /// <param name="stateName">The name of the state, which the provider calls the grain's type.</param>
    public static StateKey Of(string stateName, GrainId grain)
    {
        var type = Hasher.Hash(Encoding.UTF8.GetBytes(stateName));
        if (grain.TryGetGuidKey(out var guid, out var extension))
        {
            var bytes = guid.ToByteArray();
            return new(
                HashOf(bytes, extension), BitConverter.ToInt64(bytes, 0), BitConverter.ToInt64(bytes, 8), type,
                stateName, extension);
        }

        if (grain.TryGetIntegerKey(out var number, out extension))
        {
            return new(HashOf(BitConverter.GetBytes(number), extension), 0, number, type, stateName, extension);
        }

        var text = grain.Key.ToString()!;
        return new(HashOf([], text), 0, 0, type, stateName, text);
    }

    // Back to front, as the provider hashes on every machine of ours.
    private static int HashOf(byte[] key, string? extension)
    {
        byte[] bytes = [.. key, .. Encoding.UTF8.GetBytes(extension ?? "")];
        Array.Reverse(bytes);
        return Hasher.Hash(bytes);
    }
}
