using System.Xml.Linq;
using BalanceNotifications.Callbacks.Voice;
using BalanceNotifications.Calls;

namespace BalanceNotifications.Callbacks;

public sealed class TwiMLTests
{
    private static readonly CallVoice Joanna = new("en-US", "Polly.Joanna-Neural");

    [Fact]
    public void What_is_said_is_text_whatever_it_looks_like()
    {
        var said = TwiML.Say(new(Joanna, "Smith & Sons <break time=\"10s\"/> \u0001né 😀"));

        var read = XElement.Parse(Assert.Single(said).ToString(SaveOptions.DisableFormatting));
        Assert.Equal("Smith & Sons <break time=\"10s\"/> né 😀", read.Value);
        Assert.Empty(read.Elements());
    }

    [Fact]
    public void A_long_message_is_said_in_parts_that_a_voice_takes()
    {
        var words = string.Join(' ', Enumerable.Repeat("balance", 300));

        var said = TwiML.Say(new(Joanna, words + new string('余', 1_000))).ToArray();

        Assert.All(said, part => Assert.InRange(part.Value.Length, 1, 480));
        Assert.Equal(
            words + new string('余', 1_000),
            string.Join(' ', said.Select(part => part.Value)).Replace("余 余", "余余", StringComparison.Ordinal));
    }

    [Fact]
    public void A_question_takes_one_key_and_says_where_it_goes()
    {
        var document = TwiML.Of([TwiML.Ask("message?provider=default", new Speech(Joanna, "Press 1.")), TwiML.HangUp]);

        Assert.Equal("application/xml; charset=utf-8", document.ContentType);
        Assert.Equal(
            "<Response><Gather input=\"dtmf\" numDigits=\"1\" timeout=\"6\" action=\"message?provider=default\" "
            + "method=\"POST\"><Say language=\"en-US\" voice=\"Polly.Joanna-Neural\">Press 1.</Say></Gather>"
            + "<Hangup /></Response>",
            document.ResponseContent);
    }
}
