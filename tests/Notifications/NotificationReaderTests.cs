using BalanceNotifications.Fixtures;
using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Notifications;

public sealed class NotificationReaderTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const short Sent = (short)NotificationStatus.Sent;
    private const short Delivered = (short)NotificationStatus.Delivered;
    private const short Permanent = (short)NotificationStatus.UndeliverablePermanent;

    private static readonly DateTimeOffset Start = new(2026, 11, 30, 22, 0, 0, TimeSpan.Zero);
    private static readonly NotificationFilter All = new([]);

    private NpgsqlDataSource? _database;
    private StoredPractice? _practice;

    private NotificationReader Reader => new(_database!);

    public async ValueTask InitializeAsync()
    {
        _practice = await StoredPractice.MakeAsync(postgres);
        _database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Paging_sees_every_row_once_in_the_order_of_plan_over_months_and_inserts(bool ascending)
    {
        await _practice!.AddNotificationsAsync(Start, 240, [Sent, Permanent]); // crosses into December

        var seen = new List<NotificationView>();
        Guid? after = null;
        do
        {
            var page = await ListAsync(All, ascending, after, 37);
            seen.AddRange(page.Items);
            after = page.Next is null ? null : page.Items[^1].Id;

            // Behind the reader's back, on the side it has left.
            await _practice.AddNotificationsAsync(
                ascending ? Start.AddDays(-1 - seen.Count) : Start.AddDays(1 + seen.Count), 1, [Sent]);
        }
        while (after is not null);

        Assert.Equal(240, seen.Count);
        Assert.Equal(240, seen.DistinctBy(row => row.Id).Count());
        var planned = seen.Select(row => row.PlannedAt).ToArray();
        Assert.Equal(ascending ? planned.Order() : planned.OrderDescending(), planned);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_way_back_leads_over_the_same_rows_and_over_those_that_came_behind_the_readers_back(bool ascending)
    {
        await _practice!.AddNotificationsAsync(Start, 100, [Sent]);
        var there = new List<Guid>();
        var page = await ListAsync(All, ascending, (ListPlace?)null, 30);
        Assert.Null(page.Previous);
        while (true)
        {
            there.AddRange(page.Items.Select(row => row.Id));
            if (page.Next is null)
            {
                break;
            }

            page = await ListAsync(All, ascending, PlaceOf(page.Next), 30);
        }

        await _practice.AddNotificationsAsync(ascending ? Start.AddDays(-1) : Start.AddDays(1), 5, [Sent]);
        var back = page.Items.Select(row => row.Id).Reverse().ToList();
        var leadsOn = PlaceOf(page.Previous);
        while (page.Previous is not null)
        {
            page = await ListAsync(All, ascending, PlaceOf(page.Previous), 30);
            back.AddRange(page.Items.Select(row => row.Id).Reverse());
        }

        Assert.Equal(there.AsEnumerable().Reverse(), back[..100]);
        Assert.Equal(105, back.Distinct().Count());
        Assert.NotNull(page.Next);
        // A page that is reached backwards shows its rows in the order of the list, and leads on to where one came from.
        var before = await ListAsync(All, ascending, leadsOn, 30);
        Assert.Equal(there[60..90], before.Items.Select(row => row.Id));
        Assert.Equal(there[90..], (await ListAsync(All, ascending, PlaceOf(before.Next), 30)).Items.Select(row => row.Id));
    }

    [Fact]
    public async Task Before_the_first_row_stands_the_first_page()
    {
        await _practice!.AddNotificationsAsync(Start, 3, [Sent]);
        var first = await ListAsync(All, ascending: true, (ListPlace?)null, 2);

        var before = await ListAsync(All, ascending: true, new ListPlace(first.Items[0].Id, Back: true), 2);

        Assert.Equal(first.Items.Select(row => row.Id), before.Items.Select(row => row.Id));
        Assert.Equal((first.Next, first.Previous), (before.Next, before.Previous));
    }

    [Fact]
    public async Task A_stream_gives_every_row_once_over_its_own_pages()
    {
        await _practice!.AddNotificationsAsync(Start, 1_203, [Sent, Permanent]);

        var streamed = new List<Guid>();
        await foreach (var row in Reader.StreamAsync(
            _practice.Scope, new([(NotificationStatus)Sent]), ascending: false, default))
        {
            streamed.Add(row.Id);
        }

        Assert.Equal(602, streamed.Distinct().Count());
        Assert.Equal(602, streamed.Count);
    }

    [Fact]
    [Trait("Rule", "V68")]
    [Trait("Rule", "V71")]
    [Trait("Rule", "V94")]
    public async Task Each_filter_narrows_and_several_narrow_together()
    {
        var batch = Guid.CreateVersion7();
        var profile = Guid.CreateVersion7();
        await _practice!.AddNotificationsAsync(Start, 120, [Sent, Delivered, Permanent, Permanent], batch, profile);
        await _practice.AddNotificationsAsync(Start.AddDays(3), 60, [Sent]);

        Assert.Equal(60, await CountRowsAsync(new([(NotificationStatus)Permanent])));
        Assert.Equal(90, await CountRowsAsync(new([(NotificationStatus)Permanent, (NotificationStatus)Delivered])));
        Assert.Equal(60, await CountRowsAsync(new(NotificationFilter.Errors)));
        Assert.Equal(120, await CountRowsAsync(All with { Batch = batch }));
        Assert.Equal(30, await CountRowsAsync(new([(NotificationStatus)Delivered], Batch: batch)));
        Assert.Equal(120, await CountRowsAsync(All with { Profile = profile }));
        Assert.Equal(60, await CountRowsAsync(All with { Channel = Channel.Text }));
        Assert.Equal(3, await CountRowsAsync(All with { AccountKey = "k7" }));
        Assert.Equal(2, await CountRowsAsync(All with { AccountKey = "k7", Batch = batch }));
    }

    [Fact]
    public async Task From_is_inclusive_and_to_is_exclusive()
    {
        await _practice!.AddNotificationsAsync(Start, 10, [Sent]);

        var page = await ListAsync(
            All with { From = Start.AddMinutes(2), To = Start.AddMinutes(5) }, ascending: true, after: null, limit: 50);

        Assert.Equal([2, 3, 4], page.Items.Select(row => (row.PlannedAt - Start).TotalMinutes));
    }

    [Fact]
    [Trait("Rule", "V69")]
    public async Task Counts_add_the_roll_up_and_what_is_not_folded_yet()
    {
        var batch = Guid.CreateVersion7();
        await _practice!.AddNotificationsAsync(Start, 240, [Sent, Permanent], batch);
        await _practice.CountNotificationsAsync();

        Assert.Equal((120, 120), await CountAsync(All));
        Assert.Equal((120, 120), await CountAsync(All with { Batch = batch }));
        Assert.Equal((60, 60), await CountAsync(All with { To = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }));
        Assert.Equal((0, 120), await CountAsync(new(NotificationFilter.Errors)));
    }

    [Fact]
    public async Task A_filter_finer_than_the_roll_up_counts_rows()
    {
        await _practice!.AddNotificationsAsync(Start, 240, [Sent, Permanent]);

        Assert.Equal((5, 5), await CountAsync(All with { To = Start.AddMinutes(10) }));
        Assert.Equal((2, 0), await CountAsync(All with { AccountKey = "k50" }));
    }

    [Fact]
    public async Task Another_practice_sees_nothing_of_it()
    {
        await _practice!.AddNotificationsAsync(Start, 5, [Sent]);
        var id = (await ListAsync(All, ascending: true, after: null, limit: 1)).Items[0].Id;
        var stranger = await StoredPractice.MakeAsync(postgres);

        Assert.NotNull(await Reader.FindAsync(_practice.Scope, id, default));
        Assert.Null(await Reader.FindAsync(stranger.Scope, id, default));
        Assert.Empty((await Reader.ListAsync(stranger.Scope, All, true, null, 50, default)).Items);
    }

    private Task<Page<NotificationView>> ListAsync(NotificationFilter filter, bool ascending, Guid? after, int limit) =>
        ListAsync(filter, ascending, after is { } id ? new ListPlace(id) : null, limit);

    private Task<Page<NotificationView>> ListAsync(
        NotificationFilter filter, bool ascending, ListPlace? from, int limit) =>
        Reader.ListAsync(_practice!.Scope, filter, ascending, from, limit, default);

    private static ListPlace PlaceOf(string? cursor)
    {
        Assert.True(Cursor.TryRead(cursor!, out var key));
        Assert.True(ListPlace.TryParse(key, out var place));
        return place;
    }

    private async Task<int> CountRowsAsync(NotificationFilter filter) =>
        (await ListAsync(filter, ascending: false, after: null, limit: 500)).Items.Count;

    private async Task<(long Sent, long Permanent)> CountAsync(NotificationFilter filter)
    {
        var counts = await Reader.CountAsync(_practice!.Scope, filter, default);
        return (Of(Sent), Of(Permanent));

        long Of(short status) =>
            counts.Where(count => count.Status == (NotificationStatus)status).Sum(count => count.Count);
    }
}
