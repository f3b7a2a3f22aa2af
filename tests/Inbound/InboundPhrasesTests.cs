using BalanceNotifications.Accounts;

namespace BalanceNotifications.Inbound;

/// <summary>What the phrases cost to build and to read, whatever a stranger texts.</summary>
[Trait("Rule", "47 CFR 64.1200(a)(10)")]
public sealed class InboundPhrasesTests
{
    private const int LongestText = 1_600;
    private const long SmallHeap = 20L * 1024 * 1024;

    [Fact]
    public void The_phrases_are_built_and_read_first_in_little_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var phrases = new InboundPhrases(TimeSpan.FromSeconds(1));
        var meaning = InboundWords.ReadClauses(PlainWords.Clauses("When is my appointment on Monday?"), phrases);

        Assert.Equal(WordMeaning.Other, meaning);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, SmallHeap);
    }

    /// <summary>A text that is not read in time revokes: what is read as an ordinary sentence was read.</summary>
    [Theory]
    [InlineData("thank you please ok ")]
    [InlineData("good morning can you thank you ")]
    [InlineData("thank any more you all me it ")]
    [InlineData("i would like you to please ")]
    [InlineData("no more no ")]
    [InlineData("i never ")]
    [InlineData("remove already already ")]
    [InlineData("dont mail us so many us so many my ")]
    [InlineData("when does the my this the ")]
    [InlineData("no quiero que me ")]
    [InlineData("opt in to want to like to ")]
    [InlineData("aaaaaaaaaab")]
    public void The_longest_text_of_openings_that_lead_nowhere_is_read_in_time(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, LongestText)).AsSpan(0, LongestText - 1).ToString() + "x";

        Assert.Equal(WordMeaning.Other, InboundWords.Read(text));
    }

    [Fact]
    public void What_is_not_read_in_time_is_in_doubt_and_revokes()
    {
        var impatient = new InboundPhrases(TimeSpan.FromTicks(1));

        Assert.Equal(
            WordMeaning.Revocation, InboundWords.ReadClauses(["when does the office open on monday"], impatient));
    }
}
