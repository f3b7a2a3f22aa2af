namespace BalanceNotifications.Practices;

/// <summary>A practice's logo as it is put into mails.</summary>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c> or <c>image/gif</c>: what every mailbox shows.</param>
/// <param name="Content">At most <see cref="MostBytes"/>.</param>
public sealed record LogoImage(string MediaType, byte[] Content)
{
    /// <summary>Every mail carries it.</summary>
    public const int MostBytes = 100_000;

    /// <summary>By its first bytes, whatever it is said to be. Null for what is no picture of the three kinds.</summary>
    public static LogoImage? Read(byte[] content) => MediaTypeOf(content) is { } type ? new(type, content) : null;

    /// <summary>Whether the logo stands above an HTML part: one that shows a picture shows what it wants to show.</summary>
    public static bool StandsAbove(string html) => !html.Contains("<img", StringComparison.OrdinalIgnoreCase);

    private static string? MediaTypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : content.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) ? "image/gif"
        : null;
}
