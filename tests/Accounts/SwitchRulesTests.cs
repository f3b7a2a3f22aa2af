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

        Assert.Equal(refused, SwitchRules.Refused(Email(SwitchState.OptedOut), lift, Now.AddHours(1)) is [SwitchKind.Email]);
    }

    [Fact]
    public void A_form_dated_ahead_does_not_undo_a_stop()
    {
        var form = new Evidence(Now.AddHours(12), "form", "");
        SwitchChange[] lift = [new(SwitchKind.Email, SwitchState.OptedIn, null, form)];
        var switches = SwitchRules.Apply(Email(SwitchState.OptedIn), lift, "desk", Now);
        var stopped = SwitchRules.OptOut(switches, Channel.Email, "stop", Now.AddHours(1));

        Assert.Equal([SwitchKind.Email], SwitchRules.Refused(stopped, lift, Now.AddHours(2)));
    }

    [Fact]
    public void Evidence_dated_ahead_counts_from_now_on()
    {
        var change = new SwitchChange(SwitchKind.Email, SwitchState.OptedIn, null, new(Now.AddHours(12), "form", ""));

        var held = SwitchRules.Apply(Email(SwitchState.OptedIn), [change], "desk", Now).Email.Evidence;

        Assert.Equal(Now, held!.At);
    }

    private static AccountSwitches Email(SwitchState state) => new() { Email = new(state, ChangedAt: Now) };
}
