using MimeKit;
using MimeKit.IO;

namespace BalanceNotifications.Delivery.Email;

/// <summary>Whether a message is larger than a relay takes, asked before any of it leaves.</summary>
internal static class MessageSize
{
    // Four bytes of UTF-8 a character, each as three of quoted-printable, and what breaks its lines.
    private const long MostBytesPerCharacter = 13;

    // Four characters of base64 for three bytes, and what breaks its lines.
    private const double MostCharactersPerByte = 1.5;

    // Far more than headers and boundaries take.
    private const long Frame = 16 * 1024;

    private static readonly FormatOptions Wire = FormatOptions.Default.Clone();

    // Each line ends in two bytes there, whatever the system here writes.
    static MessageSize() => Wire.NewLineFormat = NewLineFormat.Dos;

    /// <param name="limit">Bytes.</param>
    public static bool Exceeds(MimeMessage message, long limit)
    {
        // Nearly every message ends here, and is written only once.
        if (Frame + message.BodyParts.Sum(Most) <= limit)
        {
            return false;
        }

        message.Prepare(EncodingConstraint.SevenBit);
        using var measure = new MeasuringStream();
        message.WriteTo(Wire, measure);
        return measure.Length > limit;
    }

    // What cannot be told beforehand is measured.
    private static double Most(MimeEntity part) => part switch
    {
        TextPart text => (double)text.Text.Length * MostBytesPerCharacter,
        MimePart { Content.Stream: { CanSeek: true } content } => content.Length * MostCharactersPerByte,
        _ => double.MaxValue,
    };
}

/// <summary>The relay would not take it, and nothing of it has left.</summary>
internal sealed class MessageTooLargeException : Exception;
