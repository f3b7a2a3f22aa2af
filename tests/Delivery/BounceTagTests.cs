namespace BalanceNotifications.Delivery;

public sealed class BounceTagTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly Guid Id = Guid.Parse("01939c5e-1111-8222-9333-444455556666");

    [Theory]
    [InlineData("bounces+{0}@bn.example")]
    [InlineData("<BOUNCES+{0}@BN.EXAMPLE>")]
    [InlineData("{0}")]
    public void A_tag_is_found_wherever_it_stands_and_however_a_relay_writes_it(string text)
    {
        var tag = BounceTag.Of(Key, Id);

        Assert.Equal(BounceTag.Length, tag.Length);
        Assert.Equal(Id, BounceTag.Find(text.Replace("{0}", tag, StringComparison.Ordinal), [Key]));
        Assert.Equal(Id, BounceTag.Find(text.Replace("{0}", tag.ToUpperInvariant(), StringComparison.Ordinal), [Key]));
    }

    [Fact]
    public void A_tag_outlives_a_change_of_the_key()
    {
        byte[] newer = [.. Enumerable.Repeat((byte)8, 32)];

        Assert.Equal(Id, BounceTag.Find(BounceTag.Of(Key, Id), [newer, Key]));
        Assert.Null(BounceTag.Find(BounceTag.Of(Key, Id), [newer]));
    }

    [Fact]
    public void Nobody_makes_up_a_tag_for_another_notification()
    {
        var tag = BounceTag.Of(Key, Id);
        var other = Guid.Parse("01939c5e-1111-8222-9333-444455556667");

        Assert.Null(BounceTag.Find($"{other:n}{tag[32..]}", [Key]));
        Assert.Null(BounceTag.Find(tag[1..], [Key]));
        Assert.Null(BounceTag.Find($"0{tag}", [Key]));
        Assert.Null(BounceTag.Find("", [Key]));
    }
}
