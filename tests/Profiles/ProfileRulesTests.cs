using System.Globalization;
using BalanceNotifications.Notifications;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Profiles;

public sealed class ProfileRulesTests
{
    private static readonly Guid EmailTemplate = new("0193a000-0000-7000-8000-000000000001");
    private static readonly Guid TextTemplate = new("0193a000-0000-7000-8000-000000000002");
    private static readonly Guid UnknownTemplate = new("0193a000-0000-7000-8000-000000000003");

    private static readonly Dictionary<Guid, MessageTemplate> Known = new()
    {
        [EmailTemplate] = new("First", Channel.Email, "en", "Hello", Html: null, "Hello", Active: true),
        [TextTemplate] = new("Soon", Channel.Text, "en", Subject: null, Html: null, "Hello", Active: true),
    };

    public static TheoryData<string, Func<StatementProfile, StatementProfile>> Wrong => new()
    {
        { "name", profile => profile with { Name = "" } },
        { "dueDays", profile => profile with { DueDays = 181 } },
        { "dueDays", profile => profile with { DueDays = -1 } },
        { "cycleDays", profile => profile with { CycleDays = 0 } },
        { "dunningLevels", profile => profile with { DunningLevels = 21 } },
        { "minimumBalance", profile => profile with { MinimumBalance = Money.From(-1) } },
        { "paymentRule", Payment(new(null, null, DunningReset.Zero)) },
        { "paymentRule", Payment(new(10, Money.From(25), DunningReset.Zero)) },
        { "paymentRule.percent", Payment(new(0, null, DunningReset.Zero)) },
        { "paymentRule.percent", Payment(new(100.1m, null, DunningReset.Zero)) },
        { "paymentRule.amount", Payment(new(null, Money.Zero, DunningReset.Zero)) },
        { "notifications[1].id", Second(rule => rule with { Id = "first" }) },
        { "notifications[1].id", Second(rule => rule with { Id = "no spaces" }) },
        { "notifications[1].id", Second(rule => rule with { Id = new string('x', 41) }) },
        { "notifications[1].level", Second(rule => rule with { Level = 5 }) },
        { "notifications[1].level", Second(rule => rule with { Level = 0 }) },
        { "notifications[1].days", Second(rule => rule with { Days = 0 }) },
        { "notifications[1].days", Second(rule => rule with { Days = 366 }) },
        { "notifications[1].days", Second(rule => rule with { Send = SendWhen.On }) },
        { "notifications[1].template", Second(rule => rule with { Template = UnknownTemplate }) },
        { "notifications[1].template", Second(rule => rule with { Template = EmailTemplate }) },
        { "notifications[1].minimumBalance", Second(rule => rule with { MinimumBalance = Money.From(-1) }) },
        { "notifications[1].expiresAfterHours", Second(rule => rule with { ExpiresAfterHours = 721 }) },
        { "notifications[1].fallback", Second(rule => rule with { Fallback = [FallbackStep.Text] }) },
        { "notifications[1].fallback", Second(rule => rule with { Fallback = [FallbackStep.Email, FallbackStep.Email] }) },
        { "notifications[1].fallback", Second(rule => rule with { Fallback = [FallbackStep.Paper, FallbackStep.Email] }) },
        { "notifications[1].fallbackTemplates.email", Second(rule => rule with { FallbackTemplates = Templates(Channel.Email, EmailTemplate) }) },
        { "notifications[1].fallbackTemplates.email", Second(rule => rule with { Fallback = [FallbackStep.Email], FallbackTemplates = Templates(Channel.Email, UnknownTemplate) }) },
        { "notifications[1].fallbackTemplates.email", Second(rule => rule with { Fallback = [FallbackStep.Email], FallbackTemplates = Templates(Channel.Email, TextTemplate) }) },
        { "notifications[1].audience", Second(rule => rule with { Purpose = NotificationPurpose.CardCharge }) },
    };

    private static StatementProfile Standard => new(
        "Standard", ProfileUse.Statements, Default: true, DueDays: 21, CycleDays: 28, DunningLevels: 4,
        NoDunningLimit: false, new PaymentRule(10, Amount: null, DunningReset.MinusOne), Money.From(5),
        [
            new("first", 1, Channel.Email, SendWhen.On, Anchor.StatementDate, 0, new(9, 0), EmailTemplate,
                NotificationPurpose.Statement, Audience.Paperless, MinimumBalance: null, 24, [FallbackStep.Text]),
            new("soon", Level: null, Channel.Text, SendWhen.Before, Anchor.DueDate, 3, new(10, 30), TextTemplate,
                NotificationPurpose.Reminder, Audience.Everyone, MinimumBalance: null, 24, []),
        ]);

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_value_is_named_alone(string field, Func<StatementProfile, StatementProfile> spoil) =>
        Assert.Equal(field, Assert.Single(ProfileRules.Validate(spoil(Standard), Known)).Field);

    [Fact]
    public void A_good_profile_has_neither_errors_nor_warnings()
    {
        Assert.Empty(ProfileRules.Validate(Standard, Known));
        Assert.Empty(ProfileRules.Warnings(Standard, Practices.Practices.ContactHours));
    }

    [Fact]
    public void A_profile_without_notifications_and_payment_rule_is_good() =>
        Assert.Empty(ProfileRules.Validate(
            Standard with { Notifications = [], PaymentRule = null, MinimumBalance = null }, Known));

    [Fact]
    [Trait("Rule", "V7")]
    public void A_card_charge_notice_goes_to_those_with_a_card_on_file()
    {
        var change = Second(rule => rule with
        {
            Purpose = NotificationPurpose.CardCharge,
            Audience = Audience.CardOnFile,
        });

        Assert.Empty(ProfileRules.Validate(change(Standard), Known));
    }

    [Fact]
    public void Every_wrong_row_is_named_at_once()
    {
        var profile = Standard with
        {
            Name = "",
            Notifications = [.. Standard.Notifications.Select(rule => rule with { Days = -1, ExpiresAfterHours = 0 })],
        };

        Assert.Equal(
            ["name", "notifications[0].days", "notifications[0].expiresAfterHours", "notifications[1].days",
                "notifications[1].expiresAfterHours"],
            ProfileRules.Validate(profile, Known).Select(error => error.Field));
    }

    [Theory]
    [InlineData("07:59", true)]
    [InlineData("08:00", false)]
    [InlineData("19:59", false)]
    [InlineData("20:00", true)]
    public void A_time_outside_contact_hours_is_accepted_with_a_warning(string time, bool warned)
    {
        var change = Second(rule => rule with { Time = TimeOnly.Parse(time, CultureInfo.InvariantCulture) });

        var warnings = ProfileRules.Warnings(change(Standard), Practices.Practices.ContactHours);

        Assert.Equal(warned ? ["notifications[1].time"] : [], warnings.Select(warning => warning.Field));
        Assert.Empty(ProfileRules.Validate(change(Standard), Known));
    }

    [Fact]
    public void A_step_without_a_template_is_accepted_with_a_warning()
    {
        var profile = Second(rule => rule with { Fallback = [FallbackStep.Email, FallbackStep.Voice, FallbackStep.Paper] })(Standard);

        Assert.Equal(
            ["notifications[1].fallback[1]"],
            ProfileRules.Warnings(profile, Practices.Practices.ContactHours).Select(warning => warning.Field));
        Assert.Empty(ProfileRules.Validate(profile, Known));
    }

    [Fact]
    public void A_step_takes_the_template_the_rule_names_or_that_of_the_highest_level_reached()
    {
        var (first, second, every) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var rule = Standard.Notifications[0];
        var profile = Standard with
        {
            Notifications =
            [
                rule, Text("one", 1, first), Text("two", 2, second), Text("every", null, every),
                Text("last", 3, Guid.CreateVersion7()) with { Purpose = NotificationPurpose.FinalNotice },
            ],
        };

        Assert.Equal(first, FallbackChoice.TemplateOf(profile, rule, Channel.Text, 1));
        Assert.Equal(second, FallbackChoice.TemplateOf(profile, rule, Channel.Text, 3));
        Assert.Null(FallbackChoice.TemplateOf(profile, rule, Channel.Voice, 1));
        Assert.Equal(every, FallbackChoice.TemplateOf(
            profile, rule with { FallbackTemplates = Templates(Channel.Text, every) }, Channel.Text, 1));

        static NotificationRule Text(string id, int? level, Guid template) => Standard.Notifications[1] with
        {
            Id = id,
            Level = level,
            Template = template,
            Purpose = NotificationPurpose.Statement,
        };
    }

    private static Dictionary<Channel, Guid> Templates(Channel channel, Guid template) => new() { [channel] = template };

    private static Func<StatementProfile, StatementProfile> Payment(PaymentRule rule) =>
        profile => profile with { PaymentRule = rule };

    private static Func<StatementProfile, StatementProfile> Second(Func<NotificationRule, NotificationRule> change) =>
        profile => profile with { Notifications = [profile.Notifications[0], change(profile.Notifications[1])] };
}
