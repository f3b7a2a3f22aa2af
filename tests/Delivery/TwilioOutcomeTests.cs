using System.Net;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;
using Microsoft.AspNetCore.Http;

namespace BalanceNotifications.Delivery;

/// <summary>Every row of twilio-outcomes.csv, as an answer to a request and as a later report.</summary>
public sealed class TwilioOutcomeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 30, 0, TimeSpan.Zero);

    /// <summary>What each code is to end in, said here once more by hand.</summary>
    public static TheoryData<int, OutcomeKind, int?, int?> Rows => new()
    {
        { 20003, OutcomeKind.Sender, null, null },
        { 20404, OutcomeKind.Sender, null, null },
        { 20429, OutcomeKind.Later, null, null },
        { 21211, OutcomeKind.BadAddress, null, null },
        { 21401, OutcomeKind.Sender, null, null },
        { 21408, OutcomeKind.Sender, null, null },
        { 21601, OutcomeKind.Sender, null, null },
        { 21602, OutcomeKind.Content, null, null },
        { 21606, OutcomeKind.Sender, null, null },
        { 21608, OutcomeKind.Sender, null, null },
        { 21610, OutcomeKind.OptedOut, null, null },
        { 21611, OutcomeKind.Later, null, null },
        { 21612, OutcomeKind.Sender, 2, null },
        { 21614, OutcomeKind.BadAddress, null, null },
        { 21617, OutcomeKind.Content, null, null },
        { 21635, OutcomeKind.BadAddress, null, null },
        { 21661, OutcomeKind.Sender, null, null },
        { 30001, OutcomeKind.Later, null, null },
        { 30002, OutcomeKind.Sender, null, null },
        { 30003, OutcomeKind.Later, 3, 4 },
        { 30004, OutcomeKind.BadAddress, null, null },
        { 30005, OutcomeKind.BadAddress, null, null },
        { 30006, OutcomeKind.BadAddress, null, null },
        { 30007, OutcomeKind.Content, null, null },
        { 30008, OutcomeKind.Later, 2, 1 },
        { 30010, OutcomeKind.Sender, null, null },
        { 30012, OutcomeKind.Sender, null, null },
        { 30022, OutcomeKind.Later, null, null },
        { 30023, OutcomeKind.Later, 5, 6 },
        { 30024, OutcomeKind.Sender, null, null },
        { 30034, OutcomeKind.Sender, null, null },
        { 30036, OutcomeKind.Later, null, null },
        { 60728, OutcomeKind.Later, null, 1 },
        { 63038, OutcomeKind.Later, 5, 6 },
        { 90007, OutcomeKind.Sender, null, null },
    };

    [Fact]
    public void Every_row_of_the_table_is_here() =>
        Assert.Equal(TwilioOutcomes.All.Keys.Order(), Rows.Select(row => row.Data.Item1).Order());

    [Theory, MemberData(nameof(Rows))]
    public void A_code_means_what_its_row_says(int code, OutcomeKind kind, int? tries, int? hours) => Assert.Equal(
        new ProviderOutcome(kind, tries, hours is { } wait ? TimeSpan.FromHours(wait) : null), TwilioOutcomes.All[code]);

    [Theory, MemberData(nameof(Rows))]
    public void A_request_that_is_answered_with_it_ends_accordingly(int code, OutcomeKind kind, int? tries, int? hours)
    {
        var reason = $"twilio {code}";
        var result = TwilioReply.ToResult(HttpStatusCode.BadRequest, new(null, null, code));

        var after = AttemptRules.After(Begun(attempts: 1), result, Now);
        Assert.Equal(
            code == 20003 ? (NotificationStatus.Deferred, "authenticationFailed")
            : kind switch
            {
                OutcomeKind.BadAddress or OutcomeKind.OptedOut => (NotificationStatus.UndeliverablePermanent, reason),
                OutcomeKind.Content => (NotificationStatus.DeliveryError, reason),
                _ => (NotificationStatus.Deferred, reason),
            },
            (after.Status, after.Reason));
        AssertWait(after, hours);
        Assert.Equal(
            kind is OutcomeKind.Later ? NotificationStatus.UndeliverableCanRetry : after.Status,
            AttemptRules.After(Begun(attempts: tries ?? AttemptRules.MaxAttempts), result, Now).Status);
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_text_that_is_reported_with_it_ends_accordingly(int code, OutcomeKind kind, int? tries, int? hours)
    {
        var report = Report("undelivered", code);

        var after = ReportRules.After(Sent(attempts: 1), report, Now)!;
        Assert.Equal(
            kind switch
            {
                OutcomeKind.BadAddress or OutcomeKind.OptedOut => NotificationStatus.UndeliverablePermanent,
                OutcomeKind.Content => NotificationStatus.DeliveryError,
                _ => NotificationStatus.Deferred,
            },
            after.Status);
        Assert.Equal($"twilio {code}", after.Reason);
        AssertWait(after, hours);
        Assert.Equal(
            kind switch
            {
                OutcomeKind.Later => NotificationStatus.UndeliverableCanRetry,
                OutcomeKind.Sender when tries is not null => NotificationStatus.UndeliverableCanRetry,
                OutcomeKind.Sender => NotificationStatus.DeliveryError,
                _ => after.Status,
            },
            ReportRules.After(Sent(attempts: tries ?? AttemptRules.MaxAttempts), report, Now)!.Status);
        if (tries > 2)
        {
            Assert.Equal(
                NotificationStatus.Deferred, ReportRules.After(Sent(attempts: tries.Value - 1), report, Now)!.Status);
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Only_what_the_recipient_is_the_cause_of_touches_a_switch(
        int code, OutcomeKind kind, int? tries, int? hours)
    {
        _ = (tries, hours);
        var state = new AccountState
        {
            Number = "1",
            Details = new("Ann", "Lee", "en", null, "+13125550123"),
            Switches = new() { Text = new(SwitchState.OptedIn) },
            Notifications = [Sent(attempts: 1)],
        };

        var after = DeliveryReports.Apply(
            state, state.Notifications[0], Report("failed", code), NorthClinic.Settings, Now, ofAddress: true);

        Assert.Equal(
            kind switch
            {
                OutcomeKind.BadAddress => SwitchState.ErroredOut,
                OutcomeKind.OptedOut => SwitchState.OptedOut,
                _ => SwitchState.OptedIn,
            },
            after.Switches.Text.State);
    }

    [Fact]
    public void A_code_that_is_not_in_the_table_is_the_senders_affair_and_worth_two_attempts()
    {
        Assert.Equal(OutcomeKind.Sender, TwilioOutcomes.Of(39999).Kind);
        Assert.Equal(
            NotificationStatus.Deferred, ReportRules.After(Sent(attempts: 1), Report("failed", 39999), Now)!.Status);
        Assert.Equal(
            NotificationStatus.UndeliverableCanRetry,
            ReportRules.After(Sent(attempts: 2), Report("failed", 39999), Now)!.Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("smtp 451 4.7.1")]
    [InlineData("twilio http 429")]
    [InlineData("twilio canceled")]
    public void A_reason_without_a_code_is_not_in_the_table(string? reason) =>
        Assert.Null(TwilioOutcomes.OfReason(reason));

    private static DeliveryReport Report(string status, int code) => TextStatus.ReportOf(
        Guid.Empty,
        new FormCollection(new() { ["MessageStatus"] = status, ["ErrorCode"] = $"{code}", ["MessageSid"] = "SM1" }),
        Now)!;

    private static void AssertWait(PlannedNotification after, int? hours)
    {
        if (hours is { } wait && after.Status is NotificationStatus.Deferred)
        {
            Assert.InRange(after.RetryAt!.Value, Now.AddHours(wait), Now.AddHours(wait * 1.25));
        }
    }

    private static PlannedNotification Begun(int attempts) => Text with
    {
        Status = NotificationStatus.Sending,
        Attempts = attempts,
        StartedAt = Now,
    };

    private static PlannedNotification Sent(int attempts) => Text with
    {
        Status = NotificationStatus.Sent,
        Attempts = attempts,
        SentAt = Now,
        ProviderId = "SM1",
        To = Contact.Mask.Of(Channel.Text, "+13125550123"),
    };

    private static PlannedNotification Text => new()
    {
        Id = Guid.Empty,
        StatementId = "S-1",
        Profile = Guid.Empty,
        ProfileRevision = 1,
        Rule = "r1",
        Level = 1,
        Channel = Channel.Text,
        Purpose = NotificationPurpose.Statement,
        Template = Guid.Empty,
        TemplateRevision = 1,
        PlannedAt = Now,
        DueAt = Now,
        ExpiresAfterHours = 24,
    };
}
