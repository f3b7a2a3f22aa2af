using BalanceNotifications.Events;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>What happened to an account, newest first, as the api's role reads it.</summary>
[Collection(ClusterFixture.Name)]
public sealed class TimelineTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V76")]
    [Trait("Rule", "V78")]
    public async Task Statements_postings_notifications_and_changes_are_in_one_list()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.WithAccountAsync("100235");
        await practice.PostStatementAsync();
        await practice.PayAsync(20);
        await practice.Account.PlaceHoldAsync(
            new("h-1", HoldReason.Dispute, null, "", TestClock.MondayAtTen, "desk"), default);

        var entries = (await ReadAsync(practice, null, 50))!.Items;

        Assert.Equal("S-1", Assert.Single(entries.OfType<TimelineEntry.Statement>()).Answer.StatementId);
        Assert.Equal(Money.From(-20), Assert.Single(entries.OfType<TimelineEntry.Posting>()).Answer.Change);
        Assert.Equal(Channel.Email, Assert.Single(entries.OfType<TimelineEntry.Notification>()).View.Channel);
        Assert.Equal(
            [("account.created", "test"), ("hold.placed", "desk")],
            entries.OfType<TimelineEntry.Change>()
                .Select(change => (change.Audit.Action, change.Audit.Actor)).Order());
        Assert.Equal(entries.OrderByDescending(entry => entry.At).Select(entry => entry.At), entries.Select(entry => entry.At));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Paging_sees_everything_once_also_what_happened_at_one_instant(int limit)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await WriteManyAsync(practice);
        var all = (await ReadAsync(practice, null, 500))!.Items.Select(Name).ToArray();

        var seen = new List<string>();
        TimelineCursor? after = null;
        do
        {
            var page = (await ReadAsync(practice, after, limit))!;
            Assert.InRange(page.Items.Count, 1, limit);
            seen.AddRange(page.Items.Select(Name));
            after = page.Next is null ? null : CursorOf(page.Next);
        }
        while (after is not null);

        Assert.Equal(all, seen);
        Assert.Equal(18, seen.Distinct().Count());
    }

    [Fact]
    public async Task An_account_that_was_never_created_has_none()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await using var database = NpgsqlDataSource.Create(cluster.Postgres.ConnectionString("bn_api"));

        Assert.Null(await new TimelineReader(database).ReadAsync(
            practice.Scope, practice.KeyOf("999999"), "999999", (null, 50), default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("x 1 y")]
    [InlineData("1 1 not-an-id")]
    [InlineData("99999999999999999 3 S-1")]
    public void A_cursor_that_no_page_gave_is_refused(string key) => Assert.False(TimelineCursor.TryRead(key, out _));

    private static string Name(TimelineEntry entry) => $"{entry.GetType().Name} {entry.Id}";

    private static TimelineCursor CursorOf(string next)
    {
        Assert.True(Cursor.TryRead(next, out var key));
        Assert.True(TimelineCursor.TryRead(key, out var cursor));
        return cursor;
    }

    private async Task<Page<TimelineEntry>?> ReadAsync(ClusterPractice practice, TimelineCursor? after, int limit)
    {
        await using var database = NpgsqlDataSource.Create(cluster.Postgres.ConnectionString("bn_api"));
        return await new TimelineReader(database).ReadAsync(
            practice.Scope, practice.Key, ClusterPractice.Number, (after, limit), default);
    }

    // In one transaction, and so at one instant of the database's clock.
    private async Task WriteManyAsync(ClusterPractice practice)
    {
        var now = cluster.Clock.Now;
        var ledger = Enumerable.Range(1, 5).SelectMany(n => new[]
        {
            new LedgerEntry(LedgerKind.Statement, $"T-{n}", "hash", AccountCommands.ToJson(new StatementAnswer(
                $"T-{n}", ClusterPractice.Number, StatementKind.Statement, default, default, default, default, 1, null,
                null, 0, null))),
            new LedgerEntry(LedgerKind.Posting, $"P-{n}", "hash", AccountCommands.ToJson(new PostingAnswer(
                $"P-{n}", PostingType.Payment, default, now, default, default))),
        });
        var audit = Enumerable.Range(1, 5).Select(_ => AccountCommands.Audit(
            "account.changed", "desk", now, ClusterPractice.Number, new { }));
        await new AccountJournal(
            cluster.Postgres.Owner, new EventInterest(cluster.Postgres.Owner)).WriteAsync(
            new(practice.Key, ClusterPractice.Number, [], [], [.. ledger], [.. audit], Row: null, []), default);
    }
}
