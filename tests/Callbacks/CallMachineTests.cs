using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>What answering machines and faxes hear of a call, and what it comes to.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallMachineTests(PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    [Theory, Trait("Rule", "12 CFR 1006.2(j)")]
    [InlineData("machine_end_beep")]
    [InlineData("machine_end_silence")]
    [InlineData("machine_end_other")]
    public async Task A_machine_takes_who_called_and_the_number_and_no_more(string answeredBy)
    {
        var (practice, phone) = await calls.PlaceAsync();

        await phone.AnswerAsync(answeredBy);
        await phone.EndAsync("completed", ("AnsweredBy", answeredBy), ("CallDuration", "25"));

        Assert.Equal(
            "Hello. This is North Clinic. Please call us back at 3 1 2, 5 5 5, 0 1 0 0. Again, our number is "
            + "3 1 2, 5 5 5, 0 1 0 0. Thank you.",
            phone.Heard);
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.AnsweringMachine, 25), (shown.Status, shown.Reason, shown.Seconds));
    }

    [Theory, Trait("Rule", "12 CFR 1006.2(j)")]
    [InlineData(null, "")]
    [InlineData("Beth", "Hello. This is NC Office. Please call us back at 3 1 2, 5 5 5, 0 1 0 0, and ask for Beth. Again, "
        + "our number is 3 1 2, 5 5 5, 0 1 0 0. Thank you.")]
    public async Task A_collector_leaves_a_message_only_where_it_names_a_person(string? askFor, string heard)
    {
        var (_, phone) = await calls.PlaceAsync(settings => settings with
        {
            CollectorMode = true,
            Senders = settings.Senders with
            {
                Voice = settings.Senders.Voice! with { SpokenName = "NC Office", AskFor = askFor },
            },
        });

        await phone.AnswerAsync("machine_end_beep");

        Assert.Equal(heard, phone.Heard);
    }

    [Fact]
    public async Task A_machine_stays_a_machine_where_the_end_does_not_say_so()
    {
        var (practice, phone) = await calls.PlaceAsync();

        await phone.AnswerAsync("machine_end_beep");
        await phone.EndAsync("completed", ("CallDuration", "25"));

        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.AnsweringMachine, 25), (shown.Status, shown.Reason, shown.Seconds));
    }

    [Fact]
    public async Task A_machine_is_not_asked_to_call_back_about_what_was_paid()
    {
        var (practice, phone) = await calls.PlaceAsync();
        await practice.PayAsync(120);

        await phone.AnswerAsync("machine_end_beep");

        Assert.Equal("", phone.Heard);
    }

    [Fact]
    public async Task A_fax_is_hung_up_on()
    {
        var (practice, phone) = await calls.PlaceAsync();

        await phone.AnswerAsync("fax");
        await phone.EndAsync("completed", ("AnsweredBy", "fax"), ("CallDuration", "2"));

        Assert.Equal("", phone.Heard);
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverableCanRetry, Reason.Fax), (history.Status, history.Reason));
    }
}
