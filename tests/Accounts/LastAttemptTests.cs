using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>A report of what may pass, where another attempt would come to nothing.</summary>
public sealed class LastAttemptTests
{
    private static readonly DateTimeOffset Now = Told.Start;

    [Fact]
    public void What_may_pass_is_tried_again() => Assert.Equal(
        (Status.Deferred, "twilio 30003"), Outcome(Report(Billed())));

    [Fact]
    public void What_is_about_a_withdrawn_statement_ends_with_the_providers_code()
    {
        var billed = Billed();

        var after = Report(billed with { Statements = [billed.Statements[0] with { Withdrawn = true }] });

        Assert.Equal((Status.UndeliverableCanRetry, "twilio 30003"), Outcome(after));
    }

    [Fact]
    public void What_is_about_a_forgotten_statement_ends_with_the_providers_code() => Assert.Equal(
        (Status.UndeliverableCanRetry, "twilio 30003"), Outcome(Report(Billed() with { Statements = [] })));

    [Theory]
    [Trait("Rule", "V52")]
    [InlineData(1, null)]
    [InlineData(24, 2)]
    public void What_would_only_expire_ends_at_once_and_goes_back_a_level(int expiresAfterHours, int? uselessAfterHours)
    {
        var billed = Billed();
        var late = billed.Notifications.Single() with
        {
            ExpiresAfterHours = expiresAfterHours,
            UselessFrom = uselessAfterHours is { } hours ? Now.AddHours(hours) : null,
        };

        var after = Report(billed with { Notifications = [late] });

        Assert.Equal((Status.UndeliverableCanRetry, "twilio 30003"), Outcome(after));
        Assert.Equal((1, 0), (billed.DunningCount, after.DunningCount));
    }

    private static AccountState Report(AccountState state)
    {
        var sent = state.Notifications.Single();
        return DeliveryReports.Apply(
            state, sent, new(sent.Id, ReportedFate.TryLater, "twilio 30003", Now, sent.ProviderId),
            NorthClinic.Settings, Now, ofAddress: true);
    }

    private static (Status, string?) Outcome(AccountState state) =>
        (state.Notifications.Single().Status, state.Notifications.Single().Reason);

    private static AccountState Billed()
    {
        var billed = Told.Account.Statement(profile: NorthClinic.Profile(NorthClinic.Rule));
        return CadenceRules.Put(
            billed,
            billed.Notifications.Single().Become(Status.Sent, null) with
            {
                Channel = Channel.Text,
                DueAt = Now,
                Attempts = 1,
                ProviderId = "SM1",
                To = "•••-•••-0123",
            },
            Now);
    }
}
