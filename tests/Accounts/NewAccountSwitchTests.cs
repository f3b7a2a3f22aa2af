using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

public sealed class NewAccountSwitchTests
{
    [Fact]
    [Trait("Rule", "V75")]
    public void An_account_that_comes_with_a_channel_in_error_keeps_it_until_the_address_is_edited()
    {
        var now = TestClock.MondayAtTen;
        var command = new SaveAccount(
            "100234", NorthClinic.Guarantor with { Email = "ada@home.example" }, AccountFields.All,
            new SwitchPatch(Email: SwitchState.ErroredOut), null, null, null, "test");

        var made = AccountCommands.Save(new(), command, NorthClinic.Settings, now);
        var edited = AccountCommands.Save(
            made,
            command with { Details = command.Details with { Email = "ada.new@home.example" } },
            NorthClinic.Settings,
            now);

        Assert.Equal(
            (SwitchState.ErroredOut, SwitchState.OptedIn), (made.Switches.Email.State, edited.Switches.Email.State));
    }
}
