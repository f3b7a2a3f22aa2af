using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Accounts;

/// <summary>Defaults of a practice, and the addresses that stand in for an account's own. Pure.</summary>
public sealed class AccountSaveTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Rule", "V80")]
    public void A_new_account_of_a_practice_without_defaults_is_opted_out_of_everything()
    {
        var account = Save(new(), new());

        // The vendor's default for voice is opted in; calls without recorded consent are not copied (design.md 4.8).
        Assert.All(States(account), state => Assert.Equal(SwitchState.OptedOut, state));
    }

    [Fact]
    [Trait("Rule", "V80")]
    public void A_new_account_takes_the_practices_defaults_where_it_says_nothing()
    {
        var account = Save(new(), new(Text: SwitchState.OptedOut), AllIn);

        Assert.Equal(
            [SwitchState.OptedIn, SwitchState.OptedIn, SwitchState.OptedOut, SwitchState.OptedIn], States(account));
    }

    [Fact]
    [Trait("Rule", "V83")]
    public void Changed_defaults_leave_accounts_alone_that_are_there_already()
    {
        var account = Save(new(), new());

        Assert.Equal(account.Switches, Save(account, new(), AllIn).Switches);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [Trait("Rule", "V75")]
    public void An_edit_of_the_address_that_is_used_lifts_the_error_of_its_channels_alone(bool email, bool phone)
    {
        var errored = Save(new(), new(), details: new(Confidential: new("a@home.example", "+13125550123"))) with
        {
            Switches = new()
            {
                Email = new(SwitchState.ErroredOut),
                Text = new(SwitchState.ErroredOut),
                Voice = new(SwitchState.ErroredOut),
            },
        };

        var edited = Save(errored, new(), details: new(Confidential: new(
            email ? "b@home.example" : "a@home.example", phone ? "+13125550124" : "+13125550123")));
        var unused = Save(errored, new(), details: errored.Details with { Email = "c@home.example", Phone = "+13125550125" });

        var (lifted, kept) = (SwitchState.OptedIn, SwitchState.ErroredOut);
        Assert.Equal(
            [SwitchState.OptedOut, email ? lifted : kept, phone ? lifted : kept, phone ? lifted : kept], States(edited));
        Assert.Equal(errored.Switches, unused.Switches);
    }

    [Fact]
    public void A_save_that_says_nothing_of_a_confidential_address_leaves_it()
    {
        var account = Save(new(), new(), details: new(Confidential: new("a@home.example", null)));

        var saved = Save(
            account, new(), details: new(Email: "b@home.example"), fields: AccountFields.All & ~AccountFields.Confidential);

        Assert.Equal("a@home.example", saved.Details.Confidential!.Email);
    }

    [Fact]
    public void A_row_that_waited_puts_nothing_old_over_what_was_told_since()
    {
        var told = Save(
            new(), new(Email: SwitchState.OptedIn, Text: SwitchState.OptedIn), details: new(Email: "new@home.example"));
        var errored = told with { Switches = told.Switches with { Email = new(SwitchState.ErroredOut) } };
        var row = new SaveAccount(
            "100234", new(Email: "old@home.example"), AccountFields.Email,
            new(Email: SwitchState.OptedIn, Text: SwitchState.OptedOut), new Evidence(Now, "form", ""), null, null, "pms",
            ReceivedAt: Now.AddMinutes(-5));

        var applied = AccountCommands.Save(errored, row, NorthClinic.Settings, Now.AddMinutes(5));
        var later = AccountCommands.Save(
            applied, row with { ReceivedAt = Now.AddMinutes(1) }, NorthClinic.Settings, Now.AddMinutes(6));

        Assert.Equal(("new@home.example", null), (applied.Details.Email, applied.Consent));
        Assert.Equal(
            (SwitchState.ErroredOut, SwitchState.OptedOut), (applied.Switches.Email.State, applied.Switches.Text.State));
        Assert.Equal(("old@home.example", Now.AddMinutes(1)), (later.Details.Email, later.DetailsAt));
    }

    private static SwitchDefaults AllIn =>
        new(SwitchState.OptedIn, SwitchState.OptedIn, SwitchState.OptedIn, SwitchState.OptedIn);

    private static SwitchState[] States(AccountState account) =>
        [.. Enum.GetValues<SwitchKind>().Select(kind => account.Switches[kind].State)];

    private static AccountState Save(
        AccountState account,
        SwitchPatch switches,
        SwitchDefaults? defaults = null,
        AccountDetails? details = null,
        AccountFields fields = AccountFields.All) => AccountCommands.Save(
            account,
            new("100234", details ?? new(), fields, switches, null, null, null, "desk"),
            NorthClinic.Settings with { Defaults = defaults ?? NorthClinic.Settings.Defaults },
            Now);
}
