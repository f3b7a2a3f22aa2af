namespace BalanceNotifications.Accounts;

public sealed class SwitchRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SwitchState.OptedOut, SwitchState.OptedIn, SwitchState.OptedOut)]
    [InlineData(SwitchState.ErroredOut, SwitchState.OptedIn, SwitchState.ErroredOut)]
    [InlineData(SwitchState.OptedIn, SwitchState.OptedOut, SwitchState.OptedOut)]
    [InlineData(SwitchState.ErroredOut, SwitchState.OptedOut, SwitchState.OptedOut)]
    public void A_put_lowers_a_switch_and_never_lifts_one(SwitchState held, SwitchState wanted, SwitchState then) =>
        Assert.Equal(
            then, SwitchRules.Patch(Email(held), new(Email: wanted), isNew: false, "pms", Now).Email.State);

    [Theory]
    [InlineData(SwitchState.OptedIn, SwitchState.ErroredOut)]
    [InlineData(SwitchState.OptedOut, SwitchState.OptedOut)]
    public void A_bounce_never_takes_the_place_of_a_refusal(SwitchState held, SwitchState then) =>
        Assert.Equal(then, SwitchRules.ErrorOut(Email(held), Channel.Email, "smtp 550", Now).Email.State);

    [Theory]
    [InlineData(SwitchState.ErroredOut, SwitchState.OptedIn)]
    [InlineData(SwitchState.OptedOut, SwitchState.OptedOut)]
    public void A_new_address_lifts_an_error_and_only_that(SwitchState held, SwitchState then) => Assert.Equal(
        then, SwitchRules.LiftErrors(Email(held), new(), new(Email: "a@clinic.example"), "biller", Now).Email.State);

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Lifting_takes_evidence_newer_than_what_set_the_switch(int minutes, bool refused)
    {
        var evidence = new Evidence(Now.AddMinutes(minutes), "form", "");
        SwitchChange[] lift = [new(SwitchKind.Email, SwitchState.OptedIn, null, evidence)];

        Assert.Equal(refused, SwitchRules.Refused(Of(Email(SwitchState.OptedOut)), lift, Now.AddHours(1)) is [SwitchKind.Email]);
    }

    [Theory]
    [InlineData(SwitchState.OptedIn)] // taken, as of then
    [InlineData(SwitchState.OptedOut)] // refused, and remembered
    public void A_form_dated_ahead_and_told_again_after_its_date_does_not_undo_a_stop_before_it(SwitchState held)
    {
        var account = Of(Email(held));
        Assert.Equal(held is SwitchState.OptedOut, !SwitchRules.Refused(account, Form, Now.AddHours(1)).IsEmpty);
        var told = held is SwitchState.OptedIn
            ? AccountCommands.SetSwitches(account, Form, "desk", Now.AddHours(1))
            : ToldAhead.Note(account, Form, Now.AddHours(1));
        var stopped = told with
        {
            Switches = SwitchRules.OptOut(told.Switches, Channel.Email, "stop", Now.AddHours(2)),
        };

        Assert.Equal([SwitchKind.Email], SwitchRules.Refused(stopped, Form, Now.AddHours(3)));
        Assert.Equal([SwitchKind.Email], SwitchRules.Refused(stopped, Form, Now.AddHours(13)));
    }

    [Fact]
    public void A_form_signed_after_the_stop_does_although_another_was_dated_ahead()
    {
        var told = AccountCommands.SetSwitches(Of(Email(SwitchState.OptedIn)), Form, "desk", Now);
        var stopped = told with
        {
            Switches = SwitchRules.OptOut(told.Switches, Channel.Email, "stop", Now.AddHours(1)),
        };

        Assert.Empty(SwitchRules.Refused(
            stopped, [Form[0] with { Evidence = new(Now.AddHours(2), "form", "") }], Now.AddHours(3)));
    }

    [Fact]
    public void Evidence_dated_ahead_counts_from_when_it_was_first_told_for_the_switch_and_for_the_address()
    {
        var once = AccountCommands.SetSwitches(Of(Email(SwitchState.OptedIn)), Form, "desk", Now);

        var twice = AccountCommands.SetSwitches(once, Form, "desk", Now.AddHours(13));

        Assert.Equal((Now, Now), (once.Switches.Email.Evidence!.At, twice.Switches.Email.Evidence!.At));
        Assert.Equal([Now, Now], twice.Outbox.Suppressions.Select(notice => notice.At));
        Assert.Single(twice.ToldAhead);
    }

    private static SwitchChange[] Form { get; } =
        [new(SwitchKind.Email, SwitchState.OptedIn, null, new(Now.AddHours(12), "form", ""))];

    private static AccountState Of(AccountSwitches switches) => new()
    {
        Number = "100234",
        Switches = switches,
        Details = new(Email: "ann@home.example"),
    };

    private static AccountSwitches Email(SwitchState state) => new() { Email = new(state, ChangedAt: Now) };
}
