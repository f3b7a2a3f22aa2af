using System.Text;
using BalanceNotifications.Accounts;
using BalanceNotifications.Callbacks.Email;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using MimeKit;

namespace BalanceNotifications.Callbacks;

/// <summary>What bounces and complaints say, and which notification they are about.</summary>
public sealed class MailReportTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly byte[][] Keys = [new byte[32]];
    private static readonly Guid Returned = Guid.ParseExact(ReportMails.ReturnedId, "n");
    private static readonly Guid Tagged = Guid.Parse("01939c5e-aaaa-8222-9333-444455556666");
    private static readonly string Tag = BounceTag.Of(Keys[0], Tagged);

    public static TheoryData<string, OutcomeKind> Rows => new(
        SmtpOutcomes.Rows.Where(row => row.Step is "any" or "later" or "report")
            .Select(row => (row.Example, row.Outcome)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_failure_is_judged_by_the_table_for_refusals(string example, OutcomeKind outcome)
    {
        var words = example.Split(' ');
        var enhanced = words[1].Count(c => c is '.') is 2 ? words[1] : null;

        var report = Read(ReportMails.Bounce(status: enhanced ?? "5.0.0", diagnostic: $"smtp; {example}"));

        Assert.Equal(
            outcome switch
            {
                OutcomeKind.BadAddress => ReportedFate.BadAddress,
                OutcomeKind.Later => ReportedFate.GivenUp,
                OutcomeKind.Sender => ReportedFate.SenderFault,
                OutcomeKind.Content => ReportedFate.ContentRefused,
                OutcomeKind.OptedOut => ReportedFate.OptedOut,
            },
            report.Fate);
        Assert.StartsWith($"smtp {words[0]}", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("failed", ReportedFate.BadAddress)]
    [InlineData("Failed (for good)", ReportedFate.BadAddress)]
    [InlineData("delivered", ReportedFate.Delivered)]
    [InlineData("relayed", ReportedFate.Taken)]
    [InlineData("expanded", ReportedFate.Taken)]
    [InlineData("delayed", null)]
    public void Only_a_failure_is_a_bounce(string action, ReportedFate? fate) =>
        Assert.Equal(fate, Read(ReportMails.Bounce(action)).Fate);

    [Theory]
    [InlineData("5.1.1", "X-Postfix; unknown user: \"ann\"", "smtp 5.1.1", ReportedFate.BadAddress)]
    [InlineData("5.1.1 (bad mailbox)", null, "smtp 5.1.1", ReportedFate.BadAddress)]
    [InlineData("5.0.0", "smtp; 550-5.2.1 The account is inactive", "smtp 550 5.2.1", ReportedFate.BadAddress)]
    [InlineData("5.0.0", "smtp; 550 no such user", "smtp 550 5.0.0", ReportedFate.GivenUp)]
    [InlineData("4.4.1", "X-Postfix; connect to mx.home.example: timed out", "smtp 4.4.1", ReportedFate.GivenUp)]
    [InlineData("5.7.1", "smtp; 550 5.7.1 blocked", "smtp 550 5.7.1", ReportedFate.SenderFault)]
    public void The_more_exact_of_the_two_codes_counts(
        string status, string? diagnostic, string reason, ReportedFate fate)
    {
        var report = Read(ReportMails.Bounce(status: status, diagnostic: diagnostic));

        Assert.Equal((fate, reason), (report.Fate, report.Reason));
    }

    [Theory]
    [InlineData("delivered", "2.0.0", ReportedFate.Delivered)]
    [InlineData("failed", "4.4.7", ReportedFate.GivenUp)]
    public void Of_several_ends_of_one_address_the_kinder_counts(string action, string status, ReportedFate fate)
    {
        var second = $"\nFinal-Recipient: rfc822; other@home.example\nAction: {action}\nStatus: {status}";

        Assert.Equal(fate, Read(ReportMails.Bounce(secondRecipient: second)).Fate);
    }

    [Fact]
    public void It_happened_when_the_server_last_tried() => Assert.Equal(
        new DateTimeOffset(2026, 11, 23, 16, 31, 2, TimeSpan.Zero), Read(ReportMails.Bounce()).At);

    [Fact]
    public void A_bounce_is_led_back_by_what_we_signed_the_bounce_address_before_the_envelope_id()
    {
        var other = BounceTag.Of(Keys[0], Guid.CreateVersion7());

        Assert.Equal(Tagged, Find(ReportMails.Bounce(to: $"bounces+{Tag}@bn.example", envelopeId: other)));
        Assert.Equal(Tagged, Find(ReportMails.Bounce(envelopeId: Tag)));
        Assert.Null(Find(ReportMails.Bounce(to: $"bounces+{Tag[..^1]}0@bn.example".Replace("+0", "+1"))));
        Assert.Null(Find(ReportMails.Bounce(messageId: null)));
    }

    [Fact]
    public void A_returned_header_leads_a_bounce_back_only_where_nothing_is_signed()
    {
        Assert.Null(Find(ReportMails.Bounce()));
        Assert.Equal(Returned, Read(ReportMails.Bounce()).NotificationBy([]));
        Assert.Null(Read(ReportMails.Bounce(messageId: "20261123.4711")).NotificationBy([]));
        Assert.Null(Read(ReportMails.Bounce(messageId: null)).NotificationBy([]));
    }

    [Theory]
    [InlineData("Delivered-To")]
    [InlineData("X-Original-To")]
    public void The_bounce_address_may_stand_in_what_the_last_server_wrote_down(string header) =>
        Assert.Equal(Tagged, Find($"{header}: bounces+{Tag}@bn.example\r\n{ReportMails.Bounce()}"));

    [Theory]
    [InlineData("abuse", ReportedFate.Complained)]
    [InlineData("Fraud", ReportedFate.Complained)]
    [InlineData("opt-out", ReportedFate.Complained)]
    [InlineData("not-spam", null)]
    [InlineData("virus", null)]
    [InlineData("auth-failure", null)]
    public void A_complaint_is_one_that_the_recipient_made(string type, ReportedFate? fate) =>
        Assert.Equal(fate, Read(ReportMails.Complaint(type)).Fate);

    [Theory]
    [InlineData("Wed, 25 Nov 2026 09:00:00 +0000", 25)]
    [InlineData(null, null)]
    [InlineData("the day before", null)]
    public void A_complaint_was_made_when_its_report_was_written_and_not_when_the_message_came_in(string? date, int? day)
    {
        var complaint = ReportMails.Complaint(date: date, arrived: "Mon, 23 Nov 2026 16:00:00 +0000");

        Assert.Equal(
            day is { } written ? new DateTimeOffset(2026, 11, written, 9, 0, 0, TimeSpan.Zero) : (DateTimeOffset?)null,
            Read(complaint).At);
    }

    [Fact]
    public void Whoever_consents_after_a_message_came_and_then_complains_about_it_is_opted_out()
    {
        var (tuesday, wednesday) = (Monday.AddDays(1), Monday.AddDays(2));
        var complaint = Read(ReportMails.Complaint(date: "Wed, 25 Nov 2026 15:59:00 +0000", arrived: $"{Monday:R}"));
        var sent = NorthClinic.Planned() with { Status = NotificationStatus.Sent, Attempts = 1 };
        var account = new AccountState
        {
            Number = "100234",
            Details = NorthClinic.Guarantor with { Email = "ann@home.example" },
            Switches = new() { Email = new(SwitchState.OptedIn, Evidence: new(tuesday, "form", "yes"), ChangedAt: tuesday) },
            Notifications = [sent],
        };

        var after = DeliveryReports.Apply(
            account, sent, new(sent.Id, complaint.Fate!.Value, complaint.Reason, complaint.At ?? wednesday),
            NorthClinic.Settings, wednesday, ofAddress: true);

        Assert.Equal(SwitchState.OptedOut, after.Switches.Email.State);
    }

    [Fact]
    public void A_complaint_leads_back_by_the_envelope_it_quotes()
    {
        Assert.Equal(Tagged, Find(ReportMails.Complaint(mailFrom: $"bounces+{Tag}@bn.example")));
        Assert.Equal(Returned, Find(ReportMails.Complaint()));
    }

    [Fact]
    public void Other_mail_is_no_report() => Assert.Null(MailReport.Read(Load(ReportMails.OutOfOffice)));

    [Theory]
    [InlineData("Action: failed", "X-Action: failed")]
    [InlineData("Action: failed", "Action: exploded")]
    [InlineData("message/delivery-status", "text/plain")]
    [InlineData("Final-Recipient", "\r\n\r\n--b--\r\nFinal-Recipient")]
    public void A_broken_report_is_refused(string what, string by) => Assert.Throws<FormatException>(
        () => Read(ReportMails.Bounce().Replace(what, by, StringComparison.Ordinal)));

    private static Guid? Find(string mail) => Read(mail).NotificationBy(Keys);

    private static MailReport Read(string mail) => MailReport.Read(Load(mail))!;

    private static MimeMessage Load(string mail)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(mail));
        return MimeMessage.Load(stream);
    }
}
