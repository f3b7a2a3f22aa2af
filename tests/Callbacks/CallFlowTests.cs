using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>Calls from the statement to what they come to, as Twilio would walk them: real silos, api and storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallFlowTests(PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    [Fact, Trait("Rule", "V92")]
    public async Task The_amount_is_said_only_behind_the_key_that_confirms_who_is_listening()
    {
        var (practice, phone) = await calls.PlaceAsync();

        await phone.AnswerAsync();
        Assert.StartsWith("Hello. This is an automated call from North Clinic.", phone.Heard, StringComparison.Ordinal);
        Assert.Contains("If you are Ann, press 1.", phone.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("Lee", phone.Heard, StringComparison.Ordinal);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);

        await phone.PressAsync("1");
        Assert.Contains("You owe $120.00", phone.Heard, StringComparison.Ordinal);
        Assert.Equal(Status.Delivered, (await practice.HistoryAsync()).Status);

        await phone.EndAsync("completed", ("AnsweredBy", "human"), ("CallDuration", "61"));
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Delivered, null, 61), (shown.Status, shown.Reason, shown.Seconds));
        Assert.Equal((1L, 2L), await MinutesAsync(practice));
    }

    [Fact, Trait("Rule", "V94")]
    public async Task History_is_filtered_by_calls()
    {
        var (practice, _) = await calls.PlaceAsync();

        Assert.Equal(1, (await practice.CountsAsync(Channel.Voice)).Sum(count => count.Count));
        Assert.Empty(await practice.CountsAsync(Channel.Text));
    }

    [Fact]
    public async Task The_message_is_repeated_and_the_number_told_as_often_as_asked_for()
    {
        var (practice, phone) = await calls.PlaceAsync();
        await phone.AnswerAsync();
        await phone.PressAsync("1");
        var first = phone.Heard;

        await phone.PressAsync("1");
        Assert.Equal(first, phone.Heard);
        await phone.PressAsync("2");
        Assert.StartsWith("Our telephone number is 3 1 2, 5 5 5, 0 1 0 0.", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("5");

        Assert.Equal("You can reach us at 3 1 2, 5 5 5, 0 1 0 0. Thank you, and goodbye.", phone.Heard);
        Assert.Equal(
            [Status.Scheduled, Status.Sending, Status.Sent, Status.Delivered], (await practice.HistoryAsync()).Trail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("*")]
    public async Task Whoever_does_not_confirm_hears_goodbye_and_nothing_else(string key)
    {
        var (practice, phone) = await calls.PlaceAsync();
        await phone.AnswerAsync("unknown");

        await phone.PressAsync(key);
        await phone.EndAsync("completed", ("AnsweredBy", "unknown"), ("CallDuration", "20"));

        Assert.Equal(("Goodbye.", false), (phone.Heard, phone.Asks));
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.NotConfirmed, 20), (shown.Status, shown.Reason, shown.Seconds));
    }

    [Fact]
    public async Task The_message_cannot_be_reached_past_the_question_who_is_listening()
    {
        var (_, phone) = await calls.PlaceAsync();

        await phone.SkipToAsync("message");

        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("1");
        Assert.Contains("$120.00", phone.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_paid_between_dialling_and_answering_is_not_asked_for()
    {
        var (practice, phone) = await calls.PlaceAsync();
        await practice.PayAsync(120);
        await phone.AnswerAsync();

        await phone.PressAsync("1");
        await phone.EndAsync("completed", ("AnsweredBy", "human"), ("CallDuration", "15"));

        Assert.Equal("Thank you. There is nothing that you need to do. Goodbye.", phone.Heard);
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.NothingToSay), (shown.Status, shown.Reason));
    }

    [Fact]
    public async Task What_was_paid_after_it_was_said_is_not_repeated()
    {
        var (practice, phone) = await calls.PlaceAsync();
        await phone.AnswerAsync();
        await phone.PressAsync("1");
        Assert.Contains("$120.00", phone.Heard, StringComparison.Ordinal);
        await practice.PayAsync(120);

        await phone.PressAsync("1");

        Assert.Equal("Thank you. There is nothing that you need to do. Goodbye.", phone.Heard);
        Assert.Equal(Status.Delivered, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_there_is_nothing_to_do_and_nothing_is_said_of_the_amount()
    {
        var (practice, phone) = await calls.PlaceAsync();
        await practice.WithAccountAsync("200345");
        await practice.Account.MergeAsync(new MergeAccount("200345", "twice", "test"), default);

        await phone.AnswerAsync();
        Assert.StartsWith("Hello. This is an automated call from North Clinic.", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("1");

        Assert.Equal("Thank you. There is nothing that you need to do. Goodbye.", phone.Heard);
    }

    [Fact]
    public async Task A_guarantor_hears_his_own_language()
    {
        var (practice, phone) = await calls.PlaceAsync(language: "es-MX");

        await phone.AnswerAsync();

        Assert.StartsWith("Hola. Esta es una llamada automática de North Clinic.", phone.Heard, StringComparison.Ordinal);
        Assert.All(phone.Languages, language => Assert.Equal("es-MX", language));
        await phone.PressAsync("1");
        Assert.Equal(["en-US", "es-MX", "es-MX"], phone.Languages); // the template knows no Spanish
    }

    private static async Task<(long Calls, long Minutes)> MinutesAsync(ClusterPractice practice)
    {
        var counts = await practice.CountsAsync();
        return (counts.Sum(count => count.Count), counts.Sum(count => count.Minutes));
    }
}
