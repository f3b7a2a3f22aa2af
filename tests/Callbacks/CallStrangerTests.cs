using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>Who is told nothing of a call, and changes nothing of it.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallStrangerTests(PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    [Fact]
    public async Task Nobody_but_Twilio_hears_anything()
    {
        var (practice, _) = await calls.PlaceAsync();
        var path = $"/callbacks/twilio/voice/{(await practice.HistoryAsync()).Id:n}?provider=default";

        Assert.Equal(403, (await calls.Client.PostSignedAsync(path, [("AnsweredBy", "human")], token: "wrong")).Status);
        Assert.Equal(403, (await calls.Client.PostSignedAsync(path, [("AnsweredBy", "human")], token: null)).Status);
    }

    [Fact]
    public async Task Another_account_of_Twilio_hears_nothing_and_ends_nothing()
    {
        var (practice, _) = await calls.PlaceAsync();
        var path = $"/callbacks/twilio/voice/{(await practice.HistoryAsync()).Id:n}";

        foreach (var step in (string[])["", "/identity", "/message"])
        {
            var answer = await calls.Client.PostSignedAsync(
                $"{path}{step}?provider=second", [("Digits", "9"), ("To", "+13125550123")], "token-of-second");
            Assert.Equal((200, "<Response><Hangup /></Response>"), (answer.Status, answer.Text));
        }

        var status = await calls.Client.PostSignedAsync(
            $"{path}/status?provider=second", [("CallStatus", "busy")], "token-of-second");

        Assert.Equal(204, status.Status);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
    }

    [Fact]
    public async Task A_call_that_nobody_placed_is_hung_up()
    {
        var answer = await calls.Client.PostSignedAsync(
            $"/callbacks/twilio/voice/{Guid.CreateVersion7():n}?provider=default", [("AnsweredBy", "human")]);

        Assert.Equal((200, "<Response><Hangup /></Response>"), (answer.Status, answer.Text));
    }
}
