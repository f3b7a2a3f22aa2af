using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Sending;

[Trait("Rule", "12 CFR 1006.14(b)(2)")]
public sealed class ConversationRestTests
{
    // 23:30 on a Monday in Chicago, Tuesday in New York.
    private static readonly DateTimeOffset Late = new(2026, 11, 24, 5, 30, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Fact]
    public void The_day_of_the_conversation_is_the_first_of_the_seven() => Assert.Equal(
        new DateTimeOffset(2026, 11, 30, 6, 0, 0, TimeSpan.Zero),
        ConversationRest.EndsAt([Spoken(Late)], [NorthClinic.Chicago]));

    [Fact]
    public void Where_the_guarantor_may_be_in_two_zones_it_is_over_in_both() => Assert.Equal(
        new DateTimeOffset(2026, 12, 1, 5, 0, 0, TimeSpan.Zero),
        ConversationRest.EndsAt([Spoken(Late)], [NorthClinic.Chicago, NewYork]));

    [Fact]
    public void The_newest_conversation_counts() => Assert.Equal(
        ConversationRest.EndsAt([Spoken(Late)], [NorthClinic.Chicago]),
        ConversationRest.EndsAt([Spoken(Late.AddDays(-3)), Spoken(Late), Call()], [NorthClinic.Chicago]));

    [Fact]
    public void Without_one_there_is_no_rest() =>
        Assert.Null(ConversationRest.EndsAt([Call()], [NorthClinic.Chicago]));

    private static PastContact Spoken(DateTimeOffset at) => Call() with { SpokenAt = at };

    private static PastContact Call() => new(Guid.CreateVersion7(), Channel.Voice, Late);
}
