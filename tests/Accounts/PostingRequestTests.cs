using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

public sealed class PostingRequestTests
{
    private static readonly RequestOrigin Origin =
        new("desk", new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(PostingType.Payment, 60.0, null, "")]
    [InlineData(PostingType.Payment, 0.0, null, "amount")]
    [InlineData(PostingType.Payment, -60.0, null, "amount")]
    [InlineData(PostingType.Payment, null, null, "amount")]
    [InlineData(PostingType.Payment, 1.234, null, "amount")]
    [InlineData(PostingType.Payment, 60.0, "P-1", "reverses")]
    [InlineData(PostingType.Charge, -1.0, null, "amount")]
    [InlineData(PostingType.Adjustment, -60.0, null, "")]
    [InlineData(PostingType.Adjustment, 0.0, null, "amount")]
    [InlineData(PostingType.Reversal, null, "P-1", "")]
    [InlineData(PostingType.Reversal, 60.0, "P-1", "amount")]
    [InlineData(PostingType.Reversal, null, null, "reverses")]
    [InlineData(PostingType.Reversal, null, "P 1", "reverses")]
    public void The_type_says_which_amount_is_right(PostingType type, double? amount, string? reverses, string fault) =>
        Assert.Equal(
            fault.Length == 0 ? [] : [fault],
            Faults(new("P-5512", type, (decimal?)amount, Origin.Now, reverses)));

    [Fact]
    public void Every_missing_member_is_named_at_once() =>
        Assert.Equal(["amount", "at", "postingId", "type"], Faults(new()).Order());

    [Fact]
    public void A_posting_from_before_the_ledger_is_too_old()
    {
        var request = new PostPostingRequest("P-1", PostingType.Payment, 1, Origin.Now.AddDays(-401));

        Assert.Equal(["at"], Faults(request));
        Assert.True(request.IsTooOld(Origin));
    }

    [Fact]
    public void The_offset_of_an_instant_does_not_change_the_hash()
    {
        var request = new PostPostingRequest("P-1", PostingType.Payment, 60, Origin.Now);
        var there = request with { At = Origin.Now.ToOffset(TimeSpan.FromHours(-6)), Amount = 60.00m };

        Assert.Equal(
            request.Read(new FieldChecks(), Origin).BodyHash, there.Read(new FieldChecks(), Origin).BodyHash);
    }

    private static IEnumerable<string> Faults(PostPostingRequest request)
    {
        var checks = new FieldChecks();
        request.Read(checks, Origin);
        return checks.Errors.Select(error => error.Field);
    }
}
