using BalanceNotifications.Fixtures;
using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Practices;

/// <summary>What keeps a practice from going live, one at a time.</summary>
public sealed class GoLiveRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    private static readonly GoLiveFacts Ready = new(
        NorthClinic.Settings with { TestRecipients = new("ops@north.example", "+13125550199"), QuickPay = new(QuickPayMode.Hosted, null, 30) },
        ["default"], ["Default"], HasPortalKey: false,
        [new("Standard", ProfileUse.Statements, Default: true, Approved: true)],
        [new("First", Sends: true, Stale: false)],
        [.. Enum.GetValues<Channel>().Select(channel => new TestSend(channel, Now, "accepted", null, Now))]);

    public static TheoryData<string, Func<GoLiveFacts, GoLiveFacts>> Wrong { get; } = new()
    {
        { "active", Practice(p => p with { Active = false }) },
        { "active", Practice(p => p with { Paused = true }) },
        { "phone", Practice(p => p with { Phone = null }) },
        { "contactHours", Practice(p => p with { ContactHours = p.ContactHours with { Closes = new(9, 0) } }) },
        { "sender.email", Practice(p => p with { Senders = p.Senders with { Email = p.Senders.Email! with { Active = false } } }) },
        { "provider.email", facts => facts with { EmailProviders = ["other"] } },
        { "testRecipient.email", Practice(p => p with { TestRecipients = p.TestRecipients! with { Email = null } }) },
        { "test.text", facts => facts with { Tests = [.. facts.Tests.Where(test => test.Channel != Channel.Text)] } },
        { "test.text", facts => facts with { Tests = [.. facts.Tests.Select(test => test.Channel != Channel.Text ? test : test with { AcceptedAt = Now.AddDays(-31) })] } },
        { "profile.statements", facts => facts with { Profiles = [new("Standard", ProfileUse.Statements, true, Approved: false)] } },
        { "profile.statements", facts => facts with { Profiles = [new("Standard", ProfileUse.Statements, Default: false, true)] } },
        { "profile.invoices", facts => facts with { Profiles = [.. facts.Profiles, new("Invoices", ProfileUse.Invoices, true, Approved: false)] } },
        { "test.voice", facts => facts with { Tests = [.. facts.Tests.Where(test => test.Channel != Channel.Voice)] } },
        { "templates.active", facts => facts with { Templates = [new("First", Sends: false, false)] } },
        { "templates.proofed", facts => facts with { Templates = [new("First", true, Stale: true)] } },
        { "quickPay", Practice(p => p with { QuickPay = new(QuickPayMode.Portal, "https://pay.example", 30) }) },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    [Trait("Rule", "V32"), Trait("Rule", "V34"), Trait("Rule", "V67")]
    public void What_is_missing_is_named_alone_with_what_to_do(string id, Func<GoLiveFacts, GoLiveFacts> spoil)
    {
        var failed = Assert.Single(GoLiveRules.Check(spoil(Ready), Now), check => check.Ok is false);

        Assert.Equal(id, failed.Id);
        Assert.NotNull(failed.Fix);
    }

    [Fact]
    public void Where_nothing_is_missing_only_what_cannot_be_seen_is_left()
    {
        var checks = GoLiveRules.Check(Ready, Now);

        Assert.DoesNotContain(checks, check => check.Ok is false);
        Assert.Equal(
            ["profile.invoices", "textRegistration", "dkim"],
            checks.Where(check => check.Ok is null).Select(check => check.Id));
    }

    [Fact]
    public void A_practice_without_a_channel_is_told_so_alone() => Assert.Equal(
        ["channels"],
        GoLiveRules.Check(Practice(p => p with { Channels = new(false, false, false) })(Ready), Now)
            .Where(check => check.Ok is false).Select(check => check.Id));

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, null)]
    [InlineData(false, "https://north.example/logo.png", null)]
    public void Mails_without_the_logo_they_have_room_for_are_a_warning_and_keep_nobody_from_going_live(
        bool stored, string? url, bool? ok)
    {
        var facts = Practice(p => p with { LogoUrl = url })(Ready) with
        {
            HasLogo = stored,
            Templates = [new("First", Sends: true, Stale: false) { TakesLogo = true }],
        };

        var logo = Assert.Single(GoLiveRules.Check(facts, Now), check => check.Id == "logo");

        Assert.Equal((ok, ok is null), (logo.Ok, logo.Fix is not null));
        Assert.DoesNotContain(
            GoLiveRules.Check(Practice(p => p with { Channels = new(false, true, true) })(facts), Now),
            check => check.Id == "logo");
    }

    private static Func<GoLiveFacts, GoLiveFacts> Practice(Func<PracticeSettings, PracticeSettings> change) =>
        facts => facts with { Practice = change(facts.Practice) };
}
