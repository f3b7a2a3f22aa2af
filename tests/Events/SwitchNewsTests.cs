using BalanceNotifications.Accounts;

namespace BalanceNotifications.Events;

public sealed class SwitchNewsTests
{
    private static readonly AccountState Before = Told.Account with
    {
        Switches = new() { Email = new(SwitchState.OptedIn), Text = new(SwitchState.OptedIn) },
    };

    [Fact]
    public void Every_switch_that_a_write_sets_to_another_state_is_told_with_who_set_it_and_when()
    {
        var next = Before with
        {
            Sequence = 7,
            Switches = Before.Switches with
            {
                Email = new(SwitchState.ErroredOut, "550", null, Told.Start, "system"),
                Text = new(SwitchState.OptedIn, "said so again", null, Told.Start, "desk"),
            },
        };

        var news = SwitchNews.Note(Before, next).Outbox.Switches;

        Assert.Equal(
            new SwitchLine(SwitchKind.Email, SwitchState.OptedIn, SwitchState.ErroredOut, Told.Start, "system", 7),
            Assert.Single(news!.Value));
    }

    [Fact]
    public void What_a_new_account_begins_with_is_no_change() =>
        Assert.Null(SwitchNews.Note(new AccountState(), Before).Outbox.Switches);

    [Fact]
    public void What_waits_in_the_outbox_stays_in_it()
    {
        var first = SwitchNews.Note(
            Before, Before with { Sequence = 1, Switches = Before.Switches.With(SwitchKind.Email, new(SwitchState.OptedOut)) });

        var second = SwitchNews.Note(
            first, first with { Sequence = 2, Switches = first.Switches.With(SwitchKind.Text, new(SwitchState.OptedOut)) });

        Assert.Equal([SwitchKind.Email, SwitchKind.Text], second.Outbox.Switches!.Value.Select(line => line.Switch));
        Assert.False(second.Outbox.IsEmpty);
    }
}
