using System.Security.Cryptography;
using CsCheck;

namespace BalanceNotifications.Keys;

public sealed class KeySecretTests
{
    private static readonly Gen<string> Secrets = Gen.Char[KeySecret.Alphabet].Array[KeySecret.RandomLength]
        .Select(characters => KeySecret.Of(new string(characters)));

    [Fact]
    public void A_secret_is_recognised_and_any_mistyped_character_is_not() =>
        Gen.Select(Secrets, Gen.Int[0, 52], Gen.Char[KeySecret.Alphabet]).Sample((secret, place, typed) =>
        {
            var mistyped = $"{secret[..place]}{typed}{secret[(place + 1)..]}";

            Assert.True(KeySecret.IsWellFormed(secret));
            Assert.Equal(mistyped == secret, KeySecret.IsWellFormed(mistyped));
        });

    [Theory]
    [InlineData("")]
    [InlineData("bnk_")]
    [InlineData("key-of-admin")]
    public void Something_else_is_no_secret(string text) => Assert.False(KeySecret.IsWellFormed(text));

    [Fact]
    public void A_secret_cut_off_or_drawn_out_is_no_secret()
    {
        var secret = KeySecret.Of(new string('a', KeySecret.RandomLength));

        Assert.False(KeySecret.IsWellFormed(secret.AsSpan()[..^1]));
        Assert.False(KeySecret.IsWellFormed($"{secret}0"));
        Assert.False(KeySecret.IsWellFormed(secret.Replace('a', 'ä')));
    }

    [Fact]
    public void The_form_does_not_change_between_releases()
    {
        // Keys in use were made by it.
        var secret = KeySecret.Of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg");

        Assert.Equal(53, secret.Length);
        Assert.StartsWith("bnk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", secret, StringComparison.Ordinal);
        Assert.Equal(CrcInBase62, secret[^6..]);
    }

    [Fact]
    public void The_random_part_holds_256_bits()
    {
        var bits = KeySecret.RandomLength * Math.Log2(KeySecret.Alphabet.Length);

        Assert.True(bits >= 256, $"{bits} bits");
        Assert.Equal(KeySecret.Alphabet.Length, KeySecret.Alphabet.Distinct().Count());
    }

    [Fact]
    public void What_is_kept_is_the_SHA_256_of_the_secret() => Assert.Equal(
        SHA256.HashData("bnk_é"u8.ToArray()), KeySecret.HashOf("bnk_é"));

    // zlib.crc32 of what stands before it, by another implementation.
    private const string CrcInBase62 = "1S8SO3";
}
