using BalanceNotifications.Accounts;
using BalanceNotifications.Callbacks.Voice;
using BalanceNotifications.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BalanceNotifications.Callbacks;

/// <summary>Every status of a call, with what may come along.</summary>
public sealed class CallReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = new("01939c5e-1111-8222-9333-444455556666");

    [Theory]
    [InlineData("completed", "human", ReportedFate.Taken, Reason.NotConfirmed, 42)]
    [InlineData("completed", "unknown", ReportedFate.Taken, Reason.NotConfirmed, 42)]
    [InlineData("completed", null, ReportedFate.Taken, Reason.NotConfirmed, 42)]
    [InlineData("completed", "machine_start", ReportedFate.Taken, Reason.AnsweringMachine, 42)]
    [InlineData("completed", "machine_end_beep", ReportedFate.Taken, Reason.AnsweringMachine, 42)]
    [InlineData("completed", "machine_end_silence", ReportedFate.Taken, Reason.AnsweringMachine, 42)]
    [InlineData("completed", "machine_end_other", ReportedFate.Taken, Reason.AnsweringMachine, 42)]
    [InlineData("completed", "machine", ReportedFate.Taken, Reason.AnsweringMachine, 42)] // as a look-up says it
    [InlineData("completed", "fax", ReportedFate.GivenUp, Reason.Fax, 42)]
    [InlineData("busy", null, ReportedFate.TryLater, "twilio busy", null)]
    [InlineData("no-answer", null, ReportedFate.TryLater, "twilio no-answer", null)]
    [InlineData("canceled", null, ReportedFate.TryLater, "twilio canceled", null)]
    [InlineData("failed", null, ReportedFate.TryLater, "twilio failed", null)]
    public void Each_end_of_a_call_is_a_report(
        string status, string? answeredBy, ReportedFate fate, string reason, int? seconds) => Assert.Equal(
            new DeliveryReport(Id, fate, reason, Now, "CA1", null, seconds),
            Of(("CallStatus", status), ("AnsweredBy", answeredBy), ("CallDuration", "42"), ("CallSid", "CA1")));

    [Theory]
    [InlineData("13224", null, ReportedFate.BadAddress, "twilio 13224")]
    [InlineData("13227", "404", ReportedFate.SenderFault, "twilio 13227")]
    [InlineData(null, "404", ReportedFate.BadAddress, "twilio sip 404")]
    [InlineData(null, "603", ReportedFate.GivenUp, "twilio sip 603")]
    [InlineData(null, "608", ReportedFate.SenderFault, "twilio sip 608")]
    [InlineData(null, "503", ReportedFate.TryLater, "twilio sip 503")]
    [InlineData("about +13125550123", "<b>", ReportedFate.TryLater, "twilio failed")]
    public void A_failure_says_whose_it_is(string? error, string? sip, ReportedFate fate, string reason)
    {
        var report = Of(("CallStatus", "failed"), ("ErrorCode", error), ("SipResponseCode", sip))!;

        Assert.Equal((fate, reason), (report.Fate, report.Reason));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("initiated")]
    [InlineData("ringing")]
    [InlineData("in-progress")]
    [InlineData("answered")]
    [InlineData("no-such-status")]
    [InlineData(null)]
    public void A_call_that_goes_on_is_no_report(string? status) => Assert.Null(Of(("CallStatus", status)));

    [Theory]
    [InlineData("machine_end_beep", ReportedFate.Taken, Reason.AnsweringMachine)]
    [InlineData("fax", ReportedFate.GivenUp, Reason.Fax)]
    [InlineData("human", null, null)]
    [InlineData("unknown", null, null)]
    [InlineData(null, null, null)]
    public void What_answers_and_is_no_person_is_told_at_once(string? by, ReportedFate? fate, string? reason)
    {
        var report = CallReport.OfAnswer(Id, Request(("AnsweredBy", by)), Now);

        Assert.Equal((fate, reason), (report?.Fate, report?.Reason));
    }

    private static DeliveryReport? Of(params (string Name, string? Value)[] fields) =>
        CallReport.Of(Id, Request(fields), Now);

    private static TwilioRequest Request(params (string Name, string? Value)[] fields) =>
        new("default", new FormCollection(fields
            .Where(field => field.Value is not null)
            .ToDictionary(field => field.Name, field => new StringValues(field.Value))));
}
