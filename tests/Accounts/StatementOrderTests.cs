using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>A statement, and a corrected one of the same day at the same level.</summary>
public sealed class StatementOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    private static readonly AccountState Corrected = new()
    {
        Number = "100234",
        Balance = new() { Snapshot = Money.From(120) },
        Statements = [Statement("s-1", 120), Statement("s-2", 90)],
        Notifications =
        [
            NorthClinic.Planned() with { StatementId = "s-1" },
            NorthClinic.Planned() with { Id = Guid.CreateVersion7(), StatementId = "s-2" },
        ],
    };

    [Fact]
    [Trait("Rule", "V19")]
    public void Of_one_day_and_one_level_the_later_to_arrive_supersedes()
    {
        Assert.True(SendCases.Of(Corrected, "s-1").Facts.Superseded);
        Assert.False(SendCases.Of(Corrected, "s-2").Facts.Superseded);
    }

    [Fact]
    public void What_a_link_asks_for_is_what_the_corrected_one_asks_for() =>
        Assert.Equal(Money.From(90), Corrected.QuickPay(Now).AmountDue);

    [Fact]
    public void A_message_asked_for_is_about_the_corrected_one()
    {
        var command = new SendOnDemand(
            "r-1", Channel.Email, null, null, "Your balance", "text", null, OverridesContactHours: false, "hash", "admin");

        var planned = OnDemandSending.Plan(
            AccountKey.Of(1, NorthClinic.Salt, "100234"), NorthClinic.Salt, Corrected, command, Now);

        Assert.Equal("s-2", planned!.StatementId);
    }

    private static AccountStatement Statement(string id, decimal due) => new(
        id, StatementKind.Statement, new(2026, 11, 23), new(2026, 12, 14), Money.From(due), Money.Zero, null, null,
        Level: 1);
}
