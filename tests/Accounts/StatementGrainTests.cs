using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

[Collection(ClusterFixture.Name)]
public sealed class StatementGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_statement_posted_twice_gets_the_first_answer_and_plans_once()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var first = await practice.PostStatementAsync();

        var second = await practice.PostStatementAsync();

        Assert.Equal((PostOutcome.Created, PostOutcome.Repeated), (first.Outcome, second.Outcome));
        Assert.Equal(first.Statement, second.Statement);
        Assert.Equal([Status.Scheduled], (await practice.HistoryAsync()).Trail);
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task The_id_of_a_statement_with_another_body_is_refused()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync(body: "one");

        var reused = await practice.PostStatementAsync(body: "another");

        Assert.Equal(new(PostOutcome.IdReused, null), reused);
    }

    [Fact]
    public async Task A_repeat_is_known_after_the_state_forgot_it_and_was_read_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var first = await practice.PostStatementAsync();
        await practice.PayAsync(1); // a further write drops what the ledger has acknowledged
        await practice.DeactivateAsync();

        var repeated = await practice.PostStatementAsync();
        var reused = await practice.PostStatementAsync(body: "another");

        Assert.Equal(new(PostOutcome.Repeated, first.Statement), repeated);
        Assert.Equal(PostOutcome.IdReused, reused.Outcome);
    }

    [Fact]
    public async Task A_later_statement_takes_the_place_of_what_is_planned()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync("S-1", daysAgo: 1);

        await practice.PostStatementAsync("S-2");
        await practice.TickWhenDueAsync();

        var older = await practice.HistoryAsync("S-1");
        var later = await practice.HistoryAsync("S-2");
        Assert.Equal((Status.WillNotSend, Reason.Superseded), (older.Status, older.Reason));
        Assert.Equal((Status.Sent, 0, 1), (later.Status, practice.Arrived(older.Id), practice.Arrived(later.Id)));
    }

    [Fact]
    public async Task An_older_statement_that_comes_late_plans_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync("S-2");

        var late = await practice.PostStatementAsync("S-1", daysAgo: 1);

        Assert.Equal((0, Reason.OlderStatement), (late.Statement!.Planned, late.Statement.Why));
        Assert.Equal(Status.Scheduled, (await practice.HistoryAsync("S-2")).Status);
    }

    [Fact]
    public async Task A_withdrawal_cancels_what_is_unsent_and_is_found_once()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        var first = await practice.Account.WithdrawStatementAsync("S-1", "test", default);
        var second = await practice.Account.WithdrawStatementAsync("S-1", "test", default);
        await practice.TickWhenDueAsync();

        Assert.Equal((WithdrawOutcome.Withdrawn, WithdrawOutcome.NotFound), (first, second));
        var cancelled = await practice.HistoryAsync();
        Assert.Equal((Status.Cancelled, Reason.StatementWithdrawn), (cancelled.Status, cancelled.Reason));
        Assert.Equal(0, practice.Arrived(cancelled.Id));
        Assert.Equal(0, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task A_reversed_payment_is_owed_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.PayAsync(120);

        var reversal = await practice.Account.PostAsync(
            new("R-1", PostingType.Reversal, Money.Zero, cluster.Clock.Now, "P-1", "hash", "test"), default);
        await practice.TickWhenDueAsync();

        Assert.Equal((Money.From(120), Money.From(120)), (reversal.Posting!.Change, reversal.Posting.Balance));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task A_reversal_of_what_never_was_is_refused()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var reversal = await practice.Account.PostAsync(
            new("R-1", PostingType.Reversal, Money.Zero, cluster.Clock.Now, "P-9", "hash", "test"), default);

        Assert.Equal(PostOutcome.UnknownPosting, reversal.Outcome);
    }

    [Fact]
    public async Task A_payment_that_comes_while_an_uploaded_row_waits_is_not_overwritten_by_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var uploaded = cluster.Clock.Now;
        cluster.Clock.Now += TimeSpan.FromMinutes(5);
        await practice.PayAsync(50);

        var date = DateOnly.FromDateTime(uploaded.UtcDateTime);
        var posted = await practice.Account.PostStatementAsync(
            new("S-1", StatementKind.Statement, date, date.AddDays(21), Money.From(120),
                new(Money.From(120), null, uploaded), null, null, null, "hash", null, "test"),
            default);

        Assert.Equal(Money.From(70), posted.Statement!.CurrentBalance);
    }

    [Fact]
    [Trait("Rule", "V43")]
    public async Task A_payment_that_meets_the_rule_stops_the_reminder()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, profile: profile => profile with
        {
            PaymentRule = new(10, null, DunningReset.MinusOne),
        });
        await practice.PostStatementAsync();
        await practice.PayAsync(12);

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.WillNotSend, Reason.PaymentMade), (history.Status, history.Reason));
        Assert.Equal(0, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    [Trait("Rule", "V9")]
    [Trait("Rule", "V36")]
    [Trait("Rule", "V37")]
    public async Task A_profile_for_statements_says_nothing_of_an_invoice()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var named = await PostInvoiceAsync("I-1", practice, "Standard");
        var otherwise = await PostInvoiceAsync("I-2", practice, null);

        Assert.Equal((Reason.NoProfile, Reason.NoProfile), (named.Why, otherwise.Why));
        Assert.Null((await practice.PostStatementAsync()).Statement!.Why);
    }

    [Fact]
    public async Task A_reversal_cannot_be_reversed()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PayAsync(50);
        PostPosting Reversal(string id, string of) =>
            new(id, PostingType.Reversal, Money.Zero, cluster.Clock.Now, of, "hash", "test");
        await practice.Account.PostAsync(Reversal("R-1", "P-1"), default);

        var again = await practice.Account.PostAsync(Reversal("R-2", "R-1"), default);

        Assert.Equal(new(PostOutcome.UnknownPosting, null), again);
    }

    private static async Task<StatementAnswer> PostInvoiceAsync(string id, ClusterPractice practice, string? profile)
    {
        var date = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);
        var posted = await practice.Account.PostStatementAsync(
            new(id, StatementKind.Invoice, date, date.AddDays(21), Money.From(120), new(Money.From(120), null), profile,
                null, null, id, null, "test"),
            default);
        return posted.Statement!;
    }
}
