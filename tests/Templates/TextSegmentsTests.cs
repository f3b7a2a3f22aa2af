namespace BalanceNotifications.Templates;

[Trait("Rule", "V30")]
public sealed class TextSegmentsTests
{
    [Theory]
    [InlineData("", TextEncoding.Gsm7, 0, 0)]
    [InlineData("Hello", TextEncoding.Gsm7, 5, 1)]
    [InlineData("é à ü Ñ £ @ \n", TextEncoding.Gsm7, 13, 1)]
    [InlineData("€5", TextEncoding.Gsm7, 3, 1)] // extension table: two units
    [InlineData("[a]", TextEncoding.Gsm7, 5, 1)]
    [InlineData("it’s", TextEncoding.Ucs2, 4, 1)] // a curly quote
    [InlineData("ç", TextEncoding.Ucs2, 1, 1)] // only the capital is in GSM-7
    [InlineData("😀", TextEncoding.Ucs2, 2, 1)]
    public void Units_follow_the_alphabet(string text, TextEncoding encoding, int units, int segments) =>
        Assert.Equal(new SegmentCount(encoding, units, segments), TextSegments.Count(text));

    [Theory]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("я", 70, 1)]
    [InlineData("я", 71, 2)]
    [InlineData("я", 134, 2)]
    [InlineData("я", 135, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 152, 2)]
    [InlineData("€", 153, 3)] // 76 to a segment: the 153rd septet cannot hold half of one
    public void A_long_text_is_cut_where_carriers_cut_it(string letter, int count, int segments) =>
        Assert.Equal(segments, TextSegments.Count(string.Concat(Enumerable.Repeat(letter, count))).Segments);
}
