namespace BalanceNotifications.Templates;

public sealed class MessageHashTests
{
    [Fact]
    public void The_canonical_form_is_pinned_because_hashes_are_stored() =>
        Assert.Equal(
            "99bf2a574f55430997d3ecb5b17800627ff584dc0c4dd157f797439f6efa6567",
            Convert.ToHexStringLower(MessageHash.Of(new("Subject", "<p>é</p>", "é"))));

    [Theory]
    [InlineData("a", "b", "c", "ab", "", "c")]
    [InlineData(null, "a", "b", "", "a", "b")]
    [InlineData("a", null, "b", null, "a", "b")]
    public void Text_in_another_part_is_another_message(
        string? subject, string? html, string text, string? otherSubject, string? otherHtml, string otherText) =>
        Assert.NotEqual(
            MessageHash.Of(new(subject, html, text)), MessageHash.Of(new(otherSubject, otherHtml, otherText)));
}
