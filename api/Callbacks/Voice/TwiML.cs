using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using BalanceNotifications.Calls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>What Twilio is to do next in a call (https://www.twilio.com/docs/voice/twiml).</summary>
internal static class TwiML
{
    // Long enough to take the telephone from the ear, and to find the key.
    private const int SecondsForKey = 6;

    // A voice takes 3,000 bytes and 4,500 characters once encoded (error 13521); a Chinese one is nine of those.
    private const int LongestPart = 480;

    public static XElement HangUp => new("Hangup");

    public static ContentHttpResult Of(IEnumerable<XElement> verbs) => TypedResults.Text(
        new XElement("Response", verbs).ToString(SaveOptions.DisableFormatting), "application/xml", Encoding.UTF8);

    /// <summary>A long text in several parts.</summary>
    public static IEnumerable<XElement> Say(Speech speech) => Parts(speech.Text).Select(part => new XElement(
        "Say",
        new XAttribute("language", speech.Voice.Language),
        new XAttribute("voice", speech.Voice.Name),
        string.Concat(part.EnumerateRunes().Where(IsXml))));

    /// <summary>Says something, and sends the key that is pressed meanwhile or just after. Goes on without one.</summary>
    /// <param name="action">Where the key is sent, relative to what is being answered.</param>
    public static XElement Ask(string action, params IEnumerable<Speech> speech) => new(
        "Gather",
        new XAttribute("input", "dtmf"),
        new XAttribute("numDigits", "1"),
        new XAttribute("timeout", SecondsForKey.ToString(CultureInfo.InvariantCulture)),
        new XAttribute("action", action),
        new XAttribute("method", "POST"),
        speech.SelectMany(Say));

    private static IEnumerable<string> Parts(string text)
    {
        while (text.Length > LongestPart)
        {
            var space = text.LastIndexOfAny([' ', '\n'], LongestPart);
            var end = space > 0 ? space : LongestPart;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }

    // A name or message may hold what no XML can.
    private static bool IsXml(Rune letter) => !letter.IsBmp || XmlConvert.IsXmlChar((char)letter.Value);
}
