using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

/// <summary>What a guarantor's text asks for, by sentences whose sense is plain to a reasonable person.</summary>
[Trait("Rule", "47 CFR 64.1200(a)(10)")]
public sealed class InboundWordsTests
{
    [Theory]
    [InlineData("STOP")]
    [InlineData("stop")]
    [InlineData(" Stop ")]
    [InlineData("STOPALL")]
    [InlineData("Unsubscribe")]
    [InlineData("CANCEL")]
    [InlineData("End")]
    [InlineData("quit")]
    [InlineData("REVOKE")]
    [InlineData("OptOut")]
    public void A_keyword_that_Twilio_knows_stops(string body) => Assert.Equal(WordMeaning.Stop, InboundWords.Read(body));

    [Theory, MemberData(nameof(GuarantorReplies.Revocations), MemberType = typeof(GuarantorReplies))]
    public void A_sentence_that_takes_consent_back_revokes(string body) =>
        Assert.Equal(WordMeaning.Revocation, InboundWords.Read(body));

    [Theory]
    [InlineData("Please do not\ntext this number again")]
    [InlineData("Stop.\nTexting.\nMe.")]
    [InlineData("I paid.\r\nSTOP\r\n")]
    [InlineData("\tstop  texting\u00a0me")]
    public void Where_a_line_ends_hides_nothing(string body) =>
        Assert.Equal(WordMeaning.Revocation, InboundWords.Read(body));

    [Theory, MemberData(nameof(GuarantorReplies.WrongNumbers), MemberType = typeof(GuarantorReplies))]
    public void Somebody_else_who_has_the_number_says_so(string body) =>
        Assert.Equal(WordMeaning.WrongNumber, InboundWords.Read(body));

    [Theory, MemberData(nameof(GuarantorReplies.Innocent), MemberType = typeof(GuarantorReplies))]
    [InlineData("")]
    [InlineData(" \n ")]
    public void An_ordinary_sentence_changes_nothing(string body) =>
        Assert.Equal(WordMeaning.Other, InboundWords.Read(body));

    [Theory]
    [InlineData("START", WordMeaning.Start)]
    [InlineData("yes", WordMeaning.Start)]
    [InlineData("Unstop!", WordMeaning.Start)]
    [InlineData("HELP", WordMeaning.Help)]
    [InlineData("info", WordMeaning.Help)]
    [InlineData("help?", WordMeaning.Help)]
    [InlineData("yes I got it", WordMeaning.Other)]
    [InlineData("yesss", WordMeaning.Other)]
    [InlineData("startttt", WordMeaning.Other)]
    [InlineData("please start over, I need help", WordMeaning.Other)]
    public void Only_keywords_start_again_or_ask_for_help(string body, WordMeaning meaning) =>
        Assert.Equal(meaning, InboundWords.Read(body));

    [Theory]
    [InlineData("STOP", WordMeaning.Stop)]
    [InlineData("START", WordMeaning.Start)]
    [InlineData("HELP", WordMeaning.Help)]
    public void A_keyword_of_the_practices_own_is_what_Twilio_says_it_is(string optOut, WordMeaning meaning) =>
        Assert.Equal(meaning, InboundWords.Read("ALTO LOS TEXTOS", optOut));
}
