namespace BalanceNotifications.Practices;

public sealed class PracticeRulesTests
{
    public static TheoryData<string, Func<PracticeSettings, PracticeSettings>> Wrong => new()
    {
        { "name", practice => practice with { Name = " " } },
        { "name", practice => practice with { Name = new string('x', 101) } },
        { "timeZone", practice => practice with { TimeZone = "Mars/Olympus" } },
        { "currency", practice => practice with { Currency = "usd" } },
        { "phone", practice => practice with { Phone = "123" } },
        { "logoUrl", practice => practice with { LogoUrl = "http://north.example/logo.png" } },
        { "logoUrl", practice => practice with { LogoUrl = "logo.png" } },
        { "contactHours.opens", Hours(hours => hours with { Opens = new(7, 59) }) },
        { "contactHours.closes", Hours(hours => hours with { Closes = new(21, 1) }) },
        { "contactHours.closes", Hours(hours => hours with { Opens = new(10, 0), Closes = new(10, 0) }) },
        { "contactHours.days", Hours(hours => hours with { Days = [] }) },
        { "contactHours.days", Hours(hours => hours with { Days = [DayOfWeek.Friday, DayOfWeek.Friday] }) },
        { "minimumBalance", practice => practice with { MinimumBalance = Money.From(-0.01m) } },
        { "minimumBalance", practice => practice with { MinimumBalance = Money.From(10_000.01m) } },
        { "paperFallbackDays", practice => practice with { PaperFallbackDays = 61 } },
        { "maxTextSegments", practice => practice with { MaxTextSegments = 0 } },
        { "maxTextSegments", practice => practice with { MaxTextSegments = 11 } },
        { "frequencyCap.contacts", practice => practice with { FrequencyCap = new(0, 7) } },
        { "frequencyCap.days", practice => practice with { FrequencyCap = new(7, 0) } },
        { "frequencyCap.days", practice => practice with { FrequencyCap = new(7, 31) } },
        { "costs.email", practice => practice with { Costs = practice.Costs with { Email = -1 } } },
        { "quickPay.portalUrl", practice => practice with { QuickPay = new(QuickPayMode.Portal, null, 30) } },
        { "quickPay.portalUrl", practice => practice with { QuickPay = new(QuickPayMode.Portal, "pay.example", 30) } },
        { "quickPay.linkLifetimeDays", practice => practice with { QuickPay = new(QuickPayMode.Hosted, null, 366) } },
        { "senders.email.from", Senders(senders => senders with { Email = new("Billing", null, "default") }) },
        { "senders.email.replyTo", Senders(senders => senders with { Email = new("b@north.example", "b", "default") }) },
        { "senders.email.provider", Senders(senders => senders with { Email = new("b@n.example", null, "a/b") }) },
        { "senders.text", Senders(senders => senders with { Text = new(null, null, "default") }) },
        { "senders.text", Senders(senders => senders with { Text = new("+13125550111", ServiceSid, "default") }) },
        { "senders.text.from", Senders(senders => senders with { Text = new("123", null, "default") }) },
        { "senders.text.messagingServiceSid", Senders(senders => senders with { Text = new(null, "MG1", "default") }) },
        { "senders.text", Senders(senders => senders with { Text = senders.Text! with { AskFor = "Beth" } }) },
        { "senders.voice.spokenName", Senders(senders => senders with { Voice = Caller with { SpokenName = " " } }) },
        { "senders.voice.askFor", Senders(senders => senders with { Voice = Caller with { AskFor = "Be\nth" } }) },
        { "senders.voice", Senders(senders => senders with { Voice = new(null, ServiceSid, "default") }) },
        { "senders.email.active", Senders(senders => senders with { Email = senders.Email! with { Active = false } }) },
        { "senders.text.active", Senders(senders => senders with { Text = senders.Text! with { Active = false } }) },
        { "testRecipients.email", practice => practice with { TestRecipients = new("ops", null) } },
        { "testRecipients.email", Testing(new(null, "+13125550199")) },
        { "testRecipients.phone", Testing(new("ops@north.example", null)) },
        { "testRecipients.phone", Testing(new("ops@north.example", "123")) },
    };

    private static PhoneSender Caller => new("+13125550112", null, "default");

    private static string ServiceSid => "MG" + new string('0', 32);

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_setting_is_named_alone(string field, Func<PracticeSettings, PracticeSettings> spoil) =>
        Assert.Equal(field, Assert.Single(PracticeRules.Validate(spoil(Practices.NorthClinic))).Field);

    [Fact]
    public void Everything_wrong_is_named_at_once()
    {
        var practice = Practices.NorthClinic with
        {
            Name = "",
            TimeZone = "",
            ContactHours = Practices.ContactHours with { Closes = new(22, 0) },
            MaxTextSegments = 0,
            Senders = new(new("", null, ""), null, null),
        };

        Assert.Equal(
            ["name", "timeZone", "contactHours.closes", "maxTextSegments", "senders.email.from",
                "senders.email.provider"],
            PracticeRules.Validate(practice).Select(error => error.Field));
    }

    [Fact]
    public void Good_settings_have_neither_errors_nor_warnings()
    {
        Assert.Empty(PracticeRules.Validate(Practices.NorthClinic));
        Assert.Empty(PracticeRules.Warnings(Practices.NorthClinic));
    }

    [Fact]
    public void What_may_be_missing_may_be_missing() =>
        Assert.Empty(PracticeRules.Validate(Practices.NorthClinic with
        {
            Phone = null,
            LogoUrl = null,
            FrequencyCap = null,
            QuickPay = null,
            Senders = new(Email: null, Text: null, Voice: null),
        }));

    [Fact]
    public void Test_mode_needs_recipients_only_for_channels_that_are_on() =>
        Assert.Empty(PracticeRules.Validate(Practices.NorthClinic with
        {
            Mode = PracticeMode.Test,
            Channels = new(Email: true, Text: false, Voice: false),
            TestRecipients = new("ops@north.example", Phone: null),
        }));

    [Fact]
    [Trait("Rule", "V33")]
    public void A_sender_goes_out_of_use_for_another_one_or_with_its_channel()
    {
        var practice = Practices.NorthClinic;
        var inactive = practice.Senders with { Email = practice.Senders.Email! with { Active = false } };
        var replaced = practice.Senders with { Email = new EmailSender("new@north.example", null, "default") };

        Assert.Equal(
            "senders.email.active", Assert.Single(PracticeRules.Validate(practice with { Senders = inactive })).Field);
        Assert.Empty(PracticeRules.Validate(practice with { Senders = replaced }));
        Assert.Empty(PracticeRules.Validate(
            practice with { Senders = inactive, Channels = practice.Channels with { Email = false } }));
    }

    [Fact]
    public void A_channel_without_a_sender_is_a_warning()
    {
        var practice = Practices.NorthClinic with { Channels = new(Email: true, Text: true, Voice: true) };

        Assert.Empty(PracticeRules.Validate(practice));
        Assert.Equal("senders.voice", Assert.Single(PracticeRules.Warnings(practice)).Field);
    }

    [Fact]
    [Trait("Rule", "47 CFR 64.1200(b)(2)")]
    public void Calls_without_a_number_to_call_back_are_warned_of()
    {
        var practice = Fixtures.NorthClinic.Settings with { Phone = null };

        Assert.Equal("phone", Assert.Single(PracticeRules.Warnings(practice)).Field);
        Assert.Empty(PracticeRules.Warnings(practice with { Channels = new(true, true, false) }));
    }

    [Fact]
    [Trait("Rule", "12 CFR 1006.2(j)")]
    public void A_collector_who_names_nobody_to_ask_for_is_warned()
    {
        var practice = Fixtures.NorthClinic.Settings with { CollectorMode = true };
        var named = practice.Senders with { Voice = practice.Senders.Voice! with { AskFor = "Beth" } };

        Assert.Equal("senders.voice.askFor", Assert.Single(PracticeRules.Warnings(practice)).Field);
        Assert.Empty(PracticeRules.Warnings(practice with { Senders = named }));
    }

    private static Func<PracticeSettings, PracticeSettings> Hours(
        Func<ContactHoursSettings, ContactHoursSettings> change) =>
        practice => practice with { ContactHours = change(practice.ContactHours) };

    private static Func<PracticeSettings, PracticeSettings> Senders(Func<PracticeSenders, PracticeSenders> change) =>
        practice => practice with { Senders = change(practice.Senders) };

    private static Func<PracticeSettings, PracticeSettings> Testing(TestRecipients recipients) =>
        practice => practice with { Mode = PracticeMode.Test, TestRecipients = recipients };
}
