using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

public sealed class InboundRepliesTests
{
    private static readonly InboundPractice North = new("North Clinic", "+13125550100");

    [Theory]
    [InlineData(WordMeaning.Revocation)]
    [InlineData(WordMeaning.WrongNumber)]
    public void A_revocation_is_confirmed_once(WordMeaning meaning)
    {
        Assert.Equal(
            "North Clinic: You will get no more texts or automated calls from us at this number. Questions? Call (312) 555-0100.",
            InboundReplies.Of(meaning, [North], stopped: false, byProvider: false));
        Assert.Null(InboundReplies.Of(meaning, [North], stopped: true, byProvider: false));
    }

    [Theory]
    [InlineData(WordMeaning.Stop)]
    [InlineData(WordMeaning.Start)]
    [InlineData(WordMeaning.Other)]
    public void What_Twilio_answers_or_nobody_asked_gets_no_text_of_ours(WordMeaning meaning) =>
        Assert.Null(InboundReplies.Of(meaning, [North], stopped: false, byProvider: false));

    [Fact]
    public void Help_is_told_who_it_is_and_whom_to_call()
    {
        Assert.Equal(
            "North Clinic: Texts about your account. Questions? Call (312) 555-0100. Reply STOP to end them.",
            InboundReplies.Of(WordMeaning.Help, [North], stopped: false, byProvider: false));
        Assert.Null(InboundReplies.Of(WordMeaning.Help, [North], stopped: false, byProvider: true));
    }

    [Fact]
    public void A_number_that_practices_share_names_none_of_them() => Assert.Equal(
        "You will get no more texts or automated calls from us at this number.",
        InboundReplies.Of(WordMeaning.Revocation, [North, new("South Clinic", null)], stopped: false, byProvider: false));

    [Fact]
    public void A_number_that_is_nobodys_answers_nothing() =>
        Assert.Null(InboundReplies.Of(WordMeaning.Help, [], stopped: true, byProvider: false));
}
