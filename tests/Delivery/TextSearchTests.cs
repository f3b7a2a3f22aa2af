using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Links;

namespace BalanceNotifications.Delivery;

/// <summary>Which of the texts that a provider lists is the lost one.</summary>
public sealed class TextSearchTests
{
    private const string Token = "AQAAAAAAAAAAAAAAAAAAAAQ";
    private const string Body = "You owe $ 120.00: https://pay.example/q/" + Token;

    private static readonly DateTimeOffset StartedAt = new(2026, 11, 23, 16, 31, 0, TimeSpan.Zero);

    private static readonly LostAttempt Lost = new(
        "+13125550123", "default +13125550111", StartedAt, LinkToken.HashOf(Token), "SM-before");

    [Fact]
    public void A_text_that_is_not_listed_was_not_taken() => Assert.IsType<Finding.Absent>(TextSearch.Judge(Lost, []));

    [Theory]
    [InlineData("queued", null, ReportedFate.Taken, null)]
    [InlineData("accepted", null, ReportedFate.Taken, null)]
    [InlineData("sent", null, ReportedFate.Taken, null)]
    [InlineData("delivered", null, ReportedFate.Delivered, null)]
    [InlineData("undelivered", 30003, ReportedFate.TryLater, "twilio 30003")]
    [InlineData("undelivered", 30005, ReportedFate.BadAddress, "twilio 30005")]
    [InlineData("failed", 30007, ReportedFate.ContentRefused, "twilio 30007")]
    public void A_text_with_its_token_is_it_and_ends_as_the_provider_says(
        string status, int? code, ReportedFate fate, string? reason) => Assert.Equal(
            new Finding.Found("SM1", fate, reason, 2),
            TextSearch.Judge(Lost, [Text(status: status, code: code)]));

    [Fact]
    public void Another_text_to_the_number_is_not_it() =>
        Assert.IsType<Finding.Absent>(TextSearch.Judge(Lost, [Text(body: Body.Replace("AAQ", "AAA"))]));

    [Fact]
    public void The_attempt_before_it_is_not_it() =>
        Assert.IsType<Finding.Absent>(TextSearch.Judge(Lost, [Text(sid: "SM-before")]));

    [Theory]
    [InlineData(-3600, false)]
    [InlineData(-601, false)]
    [InlineData(-599, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(599, true)]
    public void A_text_from_before_the_intent_is_not_it_whatever_the_clocks_differ_by(int seconds, bool found) =>
        Assert.Equal(found, TextSearch.Judge(Lost, [Text(at: StartedAt.AddSeconds(seconds))]) is Finding.Found);

    [Fact]
    public void What_the_number_sent_to_us_is_not_it() =>
        Assert.IsType<Finding.Absent>(TextSearch.Judge(Lost, [Text() with { Direction = "inbound" }]));

    [Fact]
    public void Two_texts_with_its_token_leave_it_unclear() =>
        Assert.IsType<Finding.Unclear>(TextSearch.Judge(Lost, [Text(), Text(sid: "SM2")]));

    [Fact]
    public void A_message_without_a_token_cannot_be_told_from_another_text() => Assert.IsType<Finding.Unclear>(
        TextSearch.Judge(Lost with { LinkHash = null }, [Text(body: "You owe $ 120.00")]));

    [Fact]
    public void A_message_without_a_token_was_not_taken_where_nothing_was() =>
        Assert.IsType<Finding.Absent>(TextSearch.Judge(Lost with { LinkHash = null }, [Text(at: StartedAt.AddHours(-1))]));

    [Fact]
    public void A_provider_that_keeps_no_bodies_leaves_it_unclear() =>
        Assert.IsType<Finding.Unclear>(TextSearch.Judge(Lost, [Text(body: "")]));

    [Fact]
    public void A_text_whose_date_cannot_be_read_may_be_it() =>
        Assert.IsType<Finding.Found>(TextSearch.Judge(Lost, [Text() with { DateCreated = "yesterday" }]));

    [Fact]
    public void A_call_is_certainly_absent_or_unclear()
    {
        Assert.IsType<Finding.Absent>(TextSearch.JudgeCall(Lost, [Text(at: StartedAt.AddHours(-1))]));
        Assert.IsType<Finding.Unclear>(TextSearch.JudgeCall(Lost, [Text(body: "")]));
    }

    private static ListedText Text(
        string sid = "SM1", string body = Body, DateTimeOffset? at = null, string status = "queued", int? code = null) =>
        new(
            sid, "outbound-api", body,
            (at ?? StartedAt).ToString("ddd, dd MMM yyyy HH:mm:ss +0000", System.Globalization.CultureInfo.InvariantCulture),
            status, code, "2");
}
