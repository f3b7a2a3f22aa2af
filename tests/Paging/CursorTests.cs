namespace BalanceNotifications.Paging;

public sealed class CursorTests
{
    [Theory]
    [InlineData("north-clinic")]
    [InlineData("ä/…+")]
    public void A_cursor_gives_back_its_key(string key)
    {
        Assert.True(Cursor.TryRead(Cursor.Of(key), out var read));
        Assert.Equal(key, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("____")] // not UTF-8
    [InlineData("AAAA")] // U+0000
    public void What_is_no_cursor_is_refused(string cursor) => Assert.False(Cursor.TryRead(cursor, out _));

    [Fact]
    public void The_row_too_many_tells_that_there_are_more()
    {
        Assert.Null(Page.Of([1, 2], limit: 2, row => $"{row}").Next);

        var page = Page.Of([1, 2, 3], limit: 2, row => $"{row}");
        Assert.Equal([1, 2], page.Items);
        Assert.Equal(Cursor.Of("2"), page.Next);
    }
}
