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
