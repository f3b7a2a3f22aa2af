using BalanceNotifications.Notifications;

namespace BalanceNotifications.Processes;

/// <summary>A silo that dies in the middle of an action on many notifications.</summary>
public sealed class ActionCrashTests
{
    // More than a bite, so that the first one is marked and the second is not.
    private const int Accounts = 250;

    [Theory, InlineData("AdoNet"), InlineData("Paced")]
    public async Task An_action_over_hundreds_goes_on_where_it_stood_and_does_each_once(string engine)
    {
        await using var town = await ProcessTown.FoundAsync(engine);
        await town.BillManyAsync(Accounts);
        var action = await town.CancelAllAsync();
        await town.BecomesAsync(action, body => (int)body["done"]! > 0);

        await town.Silo!.KillAsync();
        await town.StartSiloAsync();

        var done = await town.BecomesAsync(action, body => body["endedAt"] is not null);
        Assert.Equal(
            ("done", Accounts, Accounts), ((string)done["status"]!, (int)done["picked"]!, (int)done["done"]!));
        Assert.Equal(Accounts, await town.CountWithStepsAsync(NotificationStatus.Cancelled, steps: 1));
    }
}
