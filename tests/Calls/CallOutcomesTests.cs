namespace BalanceNotifications.Calls;

/// <summary>Every row of the table, said a second time: a change of one is a decision, not a slip.</summary>
public sealed class CallOutcomesTests
{
    private static readonly Dictionary<CallFault, string> Expected = new()
    {
        [CallFault.Recipient] =
            "error 13223, error 13224, error 13226, error 21211, error 21214, error 21217, "
            + "sip 404, sip 410, sip 484, sip 604",
        [CallFault.Later] =
            "error 10004, error 20429, sip 408, sip 480, sip 486, sip 487, sip 500, sip 503, sip 504, sip 600, "
            + "status busy, status no-answer, status failed, status canceled",
        [CallFault.GivenUp] = "sip 603, sip 607",
        [CallFault.Sender] =
            "error 10001, error 10002, error 13225, error 13227, error 20003, error 21210, error 21212, error 21215, "
            + "error 21216, error 21219, sip 401, sip 402, sip 403, sip 608",
    };

    public static TheoryData<CallFault> Faults => [.. Enum.GetValues<CallFault>()];

    [Theory, MemberData(nameof(Faults))]
    public void Each_row_stands_where_it_was_put(CallFault fault) => Assert.Equal(
        Expected[fault],
        string.Join(", ", CallOutcomes.All().Where(row => row.Fault == fault).Select(row => $"{row.Kind} {row.Code}")));

    [Fact]
    public void Each_row_names_its_source() =>
        Assert.All(CallOutcomes.All(), row => Assert.Matches("^(twilio|list|call|RFC [0-9]{4}.*)$", row.Source));

    [Theory]
    [InlineData(21211, CallFault.Recipient)]
    [InlineData(21216, CallFault.Sender)]
    [InlineData(29999, null)]
    public void An_error_is_looked_up_by_its_code(int code, CallFault? fault) =>
        Assert.Equal(fault, CallOutcomes.OfError(code));

    [Theory]
    [InlineData("busy", null, "486", CallFault.Later)]
    [InlineData("no-answer", null, "404", CallFault.Later)] // where it was tried says nothing of the number
    [InlineData("canceled", null, null, CallFault.Later)]
    [InlineData("failed", null, null, CallFault.Later)]
    [InlineData("failed", null, "404", CallFault.Recipient)]
    [InlineData("failed", null, "608", CallFault.Sender)]
    [InlineData("failed", null, "999", CallFault.Later)]
    [InlineData("failed", "13224", "503", CallFault.Recipient)]
    [InlineData("failed", "13227", "404", CallFault.Sender)]
    [InlineData("failed", "99999", "410", CallFault.Recipient)]
    [InlineData("completed", null, "404", null)]
    [InlineData("ringing", null, null, null)]
    [InlineData("486", null, null, null)]
    [InlineData(null, null, null, null)]
    public void A_call_that_nobody_took_is_judged_by_what_says_most(
        string? status, string? error, string? sip, CallFault? fault) =>
        Assert.Equal(fault, CallOutcomes.OfCall(status, error, sip));
}
