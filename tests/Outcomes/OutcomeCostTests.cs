using BalanceNotifications.Practices;

namespace BalanceNotifications.Outcomes;

public sealed class OutcomeCostTests
{
    private static readonly PracticeCosts Costs = new(PaperStatement: 0.85m, Email: 0.001m, TextSegment: 0.0083m, VoiceMinute: 0.014m);

    [Fact]
    [Trait("Rule", "V3")]
    public void Cost_goes_by_mails_segments_and_minutes_and_a_letter_is_saved_for_each_that_went_out()
    {
        var sent = new SentVolume(Count: 300, Emails: 100, Segments: 200, Minutes: 150);

        Assert.Equal(3.86m, OutcomeCosts.CostOf(Costs, sent));
        Assert.Equal(251.14m, OutcomeCosts.PostageSavedBy(Costs, sent));
    }

    [Theory]
    [InlineData(3.86, 1000, 0.0039)]
    [InlineData(3.86, 0, null)]
    public void A_dollar_costs_nothing_that_can_be_said_where_none_was_collected(
        double cost, double collected, double? perDollar) =>
        Assert.Equal((decimal?)perDollar, OutcomeCosts.PerDollar((decimal)cost, (decimal)collected));
}
