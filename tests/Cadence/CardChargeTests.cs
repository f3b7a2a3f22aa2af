using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Cadence;

public sealed class CardChargeTests
{
    private static readonly NotificationRule Rule = NorthClinic.Rule with
    {
        Purpose = NotificationPurpose.CardCharge,
        Audience = Audience.CardOnFile,
        Send = SendWhen.After,
        Days = 1,
    };

    private static readonly CardOnFile Card = new("visa", "4242", new(2026, 1, 5));

    [Theory]
    [Trait("Rule", "V7")]
    [InlineData(true, true, null)]
    [InlineData(true, false, Reason.NoRule)]
    [InlineData(false, true, Reason.NoRule)]
    public void A_card_charge_is_announced_when_a_card_on_file_will_be_charged(bool charged, bool onFile, string? why) =>
        Assert.Equal(why, Plan(charged ? new(2026, 11, 30) : null, onFile ? Card : null).Why);

    [Fact]
    [Trait("Rule", "V7")]
    public void It_is_no_use_after_the_charge() => Assert.Equal(
        new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero),
        Assert.Single(Plan(new(2026, 11, 30), Card).Notifications).UselessFrom);

    [Fact]
    public void Planned_for_after_the_charge_it_goes_out_before_it() => Assert.Equal(
        new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.Zero),
        Assert.Single(Plan(new(2026, 11, 23), Card).Notifications).DueAt);

    private static CadencePlan Plan(DateOnly? charge, CardOnFile? card)
    {
        var request = NorthClinic.Request(Rule);
        return CadencePlanner.Plan(request with
        {
            Statement = request.Statement with { CardChargeDate = charge },
            Recipient = new(NorthClinic.Guarantor with { Card = card }, Paperless: true),
        });
    }
}
