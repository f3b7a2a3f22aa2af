namespace BalanceNotifications.Contact;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+13125550123", "+13125550123")]
    [InlineData("(312) 555-0123", "+13125550123")]
    [InlineData("312.555.0123", "+13125550123")]
    [InlineData("1 312 555 0123", "+13125550123")]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("800-555-0100", "+18005550100")]
    public void A_number_is_normalised_to_E164(string text, string expected)
    {
        Assert.True(PhoneNumber.TryNormalise(text, out var e164));
        Assert.Equal(expected, e164);
        Assert.True(PhoneNumber.IsE164(e164));
    }

    [Fact]
    public void A_number_written_in_one_piece_is_judged_as_the_same_with_brackets()
    {
        for (var area = 100; area <= 999; area++)
        {
            foreach (var exchange in (int[])[100, 211, 255, 311, 411, 555, 911, 955, 999])
            {
                var good = PhoneNumber.TryNormalise($"({area}) {exchange}-0123", out var e164);

                Assert.Equal(good, PhoneNumber.TryNormalise($"+1{area}{exchange}0123", out var international));
                Assert.Equal(good, PhoneNumber.TryNormalise($"{area}{exchange}0123", out var national));
                Assert.Equal(e164, international);
                Assert.Equal(e164, national);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("555-0123")] // local only
    [InlineData("312 555 012")]
    [InlineData("312 555 01234")]
    [InlineData("112 555 0123")]
    [InlineData("911 555 0123")]
    [InlineData("299 555 0123")]
    [InlineData("312 155 0123")]
    [InlineData("312 911 0123")]
    [InlineData("+999 123 456 789")]
    [InlineData("312-555-0123 x5")]
    [InlineData("312-555-0123;ext=5")]
    [InlineData("call 3125550123")]
    [InlineData("ann@home.example")]
    public void An_impossible_number_is_refused(string? text)
    {
        Assert.False(PhoneNumber.TryNormalise(text, out var e164));
        Assert.Null(e164);
    }
}
