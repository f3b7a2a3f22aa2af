using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Accounts;

public sealed class WithdrawalTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly AccountState Account = new() { Number = "100234" };

    [Fact]
    [Trait("Rule", "V60")]
    public void A_withdrawn_statement_takes_its_count_back() =>
        Assert.Equal(0, Withdraw(Post(Account, "s-1", new(2026, 11, 23))).DunningCount);

    [Fact]
    public void An_older_statement_that_was_never_counted_takes_nothing_back()
    {
        var posted = Post(Post(Account, "s-2", new(2026, 11, 24)), "s-1", new(2026, 11, 23));

        Assert.Equal(1, posted.DunningCount);
        Assert.Equal(1, Withdraw(posted).DunningCount);
    }

    [Fact]
    public void A_second_withdrawal_while_a_message_is_in_flight_takes_nothing_more_back()
    {
        var sending = Post(Post(Account, "s-0", new(2026, 11, 1)), "s-1", new(2026, 11, 23)) with
        {
            Notifications = [NorthClinic.Planned() with { Status = NotificationStatus.Sending }],
        };

        Assert.Equal(1, Withdraw(Withdraw(sending)).DunningCount);
    }

    private static AccountState Withdraw(AccountState state) =>
        AccountCommands.Withdraw(state, "s-1", "biller", Now);

    private static AccountState Post(AccountState state, string id, DateOnly date) => StatementPosting.Apply(
        state, AccountKey.Of(1, NorthClinic.Salt, "100234"),
        new(id, StatementKind.Statement, date, date.AddDays(21), Money.From(120), new(Money.From(120), null), null, null,
            null, "hash", null, "pms"),
        new Practice(1, "org", "north-clinic", NorthClinic.Salt, 1, NorthClinic.Settings), approved: null, Now).State;
}
