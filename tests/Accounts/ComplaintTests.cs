using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>A complaint is an opt-out as of the moment when it was made, however late it is told.</summary>
public sealed class ComplaintTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 30, 0, TimeSpan.Zero);

    private static readonly PlannedNotification Sent = NorthClinic.Planned() with
    {
        Channel = Channel.Email,
        Status = NotificationStatus.Sent,
        To = "a••@home.example",
        Attempts = 1,
    };

    [Fact]
    public void It_is_evidence_with_the_words_and_the_date_of_the_report()
    {
        var after = Complain(Account(new(SwitchState.OptedIn)), Now.AddHours(-2));

        var evidence = new Evidence(Now.AddHours(-2), "provider", "abuse");
        Assert.Equal(new(SwitchState.OptedOut, "abuse", evidence, Now, "system"), after.Switches.Email);
        Assert.Equal(
            [new(Channel.Email, "ann@home.example", true, evidence.At, "provider", "abuse")],
            after.Outbox.Suppressions);
    }

    [Fact]
    public void One_that_is_dated_ahead_counts_from_when_it_was_told() =>
        Assert.Equal(Now, Complain(Account(new(SwitchState.OptedIn)), Now.AddHours(5)).Switches.Email.Evidence!.At);

    [Fact]
    public void Told_again_it_changes_nothing()
    {
        var once = Complain(Account(new(SwitchState.OptedIn)), Now.AddHours(-2));

        Assert.Same(once, Complain(once, Now.AddHours(-2), Now.AddDays(1)));
    }

    [Theory]
    [InlineData(-3, SwitchState.OptedOut)]
    [InlineData(-2, SwitchState.OptedIn)]
    [InlineData(-1, SwitchState.OptedIn)]
    public void What_the_guarantor_has_said_since_stands(int hours, SwitchState then)
    {
        var optedIn = Account(new(
            SwitchState.OptedIn, Evidence: new(Now.AddHours(hours), "form", "yes"), ChangedAt: Now.AddHours(hours)));

        Assert.Equal(then, Complain(optedIn, Now.AddHours(-2)).Switches.Email.State);
    }

    [Fact]
    public void It_does_not_weaken_a_newer_refusal()
    {
        var refused = Account(new(SwitchState.OptedOut, ChangedAt: Now.AddHours(-1)));

        Assert.Same(refused, Complain(refused, Now.AddHours(-2)));
    }

    [Fact]
    public void About_an_address_that_was_replaced_it_ends_that_one_by_its_hash_and_touches_no_switch()
    {
        var account = Account(new(SwitchState.OptedIn));
        var report = new DeliveryReport(Sent.Id, ReportedFate.Complained, "abuse", Now.AddHours(-2));

        var after = DeliveryReports.Apply(
            account, Sent with { ToHash = [1, 2, 3] }, report, NorthClinic.Settings, Now, ofAddress: false);

        Assert.Equal(account.Switches, after.Switches);
        var notice = Assert.Single(after.Outbox.Suppressions);
        Assert.Equal((null, true, Now.AddHours(-2)), (notice.Address, notice.OptsOut, notice.At));
        Assert.Equal([1, 2, 3], Assert.Single(after.Page(AccountKey.Of(1, [9], "100234"), [9]).Suppressions).AddressHash);
    }

    [Fact]
    public void Where_nobody_knows_the_address_or_it_was_a_test_it_ends_nothing()
    {
        var account = Account(new(SwitchState.OptedIn));
        var report = new DeliveryReport(Sent.Id, ReportedFate.Complained, "abuse", Now);

        Assert.All(
            [Sent, Sent with { ToHash = [1, 2, 3], Test = true }],
            told => Assert.Same(account, DeliveryReports.Apply(
                account, told, report, NorthClinic.Settings, Now, ofAddress: false)));
    }

    private static AccountState Complain(AccountState account, DateTimeOffset at, DateTimeOffset? now = null) =>
        DeliveryReports.Apply(
            account, Sent, new(Sent.Id, ReportedFate.Complained, "abuse", at), NorthClinic.Settings, now ?? Now,
            ofAddress: true);

    private static AccountState Account(SwitchSetting email) => new()
    {
        Number = "100234",
        Details = NorthClinic.Guarantor with { Email = "ann@home.example" },
        Switches = new() { Email = email },
        Notifications = [Sent],
    };
}
