using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Accounts;

/// <summary>What a cancelled batch leaves of an account that it brought the second statement to.</summary>
public sealed class BatchRecallTests
{
    private static readonly Guid Batch = new("01990000-0000-7000-8000-00000000000b");
    private static readonly DateTimeOffset Now = Told.Start.AddDays(28);
    private static readonly StatementProfile Profile = NorthClinic.Profile(NorthClinic.Rule);

    private static readonly AccountState Account = OfBatch(
        Told.Account.Statement("s-1", profile: Profile).Statement("s-2", day: 28, profile: Profile));

    [Fact]
    public void A_tick_that_may_not_send_takes_the_statement_back_with_it()
    {
        var ended = CadenceRules.Put(Account, Ended(NotificationStatus.WillNotSend, "cancelled: batch"), Now);

        Assert.Equal((2, 1), (Account.DunningCount, ended.DunningCount));
        Assert.DoesNotContain(ended.Statements, statement => statement.Batch == Batch);
        Assert.False(BatchRecall.Concerns(ended, Batch));
        Assert.Equal(2, Level(ended.Statement("s-3", day: 56, profile: Profile), "s-3"));
    }

    [Fact]
    public void What_may_have_left_counts_and_only_the_rest_ends()
    {
        var unknown = CadenceRules.Put(Account, Ended(NotificationStatus.OutcomeUnknown, "cancelled: batch"), Now);

        Assert.Equal(2, unknown.DunningCount);
        Assert.False(BatchRecall.Concerns(unknown, Batch));
    }

    [Fact]
    public void A_statement_the_guarantor_has_heard_of_counts_on_and_sends_nothing_more()
    {
        var rules = NorthClinic.Profile(NorthClinic.Rule, NorthClinic.Rule with { Id = "second", Days = 7, Send = SendWhen.After });
        var two = OfBatch(Told.Account.Statement("s-2", day: 28, profile: rules));
        var sent = two.Replace(two.Notifications[0].Become(NotificationStatus.Sent, null), "test", Now);

        var cancelled = BatchRecall.Apply(sent, Batch, "test", Now);

        Assert.Equal(1, cancelled.DunningCount);
        Assert.Equal(
            [(NotificationStatus.Sent, null), (NotificationStatus.Cancelled, Reason.BatchCancelled)],
            cancelled.Notifications.Select(notification => (notification.Status, notification.Reason)));
        Assert.False(BatchRecall.Concerns(cancelled, Batch));
    }

    [Fact]
    public void One_in_flight_may_have_left()
    {
        var begun = Account.Replace(Ended(NotificationStatus.Sending, null), "test", Now);

        Assert.False(BatchRecall.Concerns(begun, Batch));
        Assert.Equal(begun, BatchRecall.Apply(begun, Batch, "test", Now));
    }

    [Fact]
    public void What_planned_nothing_is_taken_back_too()
    {
        var nothing = OfBatch(Told.Account.Statement("s-2"));

        Assert.True(BatchRecall.Concerns(nothing, Batch));
        Assert.Equal((1, 0), (nothing.DunningCount, BatchRecall.Apply(nothing, Batch, "test", Now).DunningCount));
    }

    [Fact]
    public void Other_batches_stay()
    {
        var other = Guid.CreateVersion7();

        Assert.False(BatchRecall.Concerns(Account, other));
        Assert.Equal(Account, BatchRecall.Apply(Account, other, "test", Now));
    }

    private static AccountState OfBatch(AccountState state) => state with
    {
        Statements = [.. state.Statements.Select(s => s.Id == "s-2" ? s with { Batch = Batch } : s)],
        Notifications = [.. state.Notifications.Select(n => n.StatementId == "s-2" ? n with { Batch = Batch } : n)],
    };

    private static PlannedNotification Ended(NotificationStatus status, string? reason) =>
        Account.Notifications.Single(notification => notification.StatementId == "s-2").Become(status, reason);

    private static int Level(AccountState state, string statement) =>
        state.Notifications.Single(notification => notification.StatementId == statement).Level;
}
