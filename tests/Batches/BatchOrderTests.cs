using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace BalanceNotifications.Batches;

/// <summary>Rows of one account apply in file order, also where one fails while later ones are queued. Pages have 500 rows.</summary>
public sealed class BatchOrderTests : IAsyncLifetime
{
    private const string Account = "the one";

    private readonly Guid _batch = Guid.CreateVersion7();
    private readonly ScriptedAccounts _accounts = new();
    private readonly ConcurrentExclusiveSchedulerPair _turns = new();
    private readonly PostgresFixture _postgres;
    private readonly BatchRows _rows;
    private StoredPractice? _practice;
    private BatchUpload? _upload;

    public BatchOrderTests(PostgresFixture postgres)
    {
        _postgres = postgres;
        _rows = new(_accounts.Factory, new Telling(WithState: false), NullLogger<BatchRows>.Instance);
    }

    private BatchWork Work => new(_postgres.Owner, TimeProvider.System);

    private BatchPages Pages => new(_postgres.Owner);

    private int Practice => _practice!.Scope.Practice!.Value;

    public async ValueTask InitializeAsync() => _practice = await StoredPractice.MakeAsync(_postgres);

    public ValueTask DisposeAsync()
    {
        _rows.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_row_that_fails_holds_back_the_rows_of_its_account_on_the_next_page()
    {
        await StoreAsync(rows: 600, 1, 501);
        _accounts.BeforeTaking = async statement =>
        {
            if (statement == "S-1" && _accounts.Taken.All(taken => taken != "S-600"))
            {
                // Until the next page is told, with its row queued behind this one.
                await Eventually.HoldsAsync(() => Task.FromResult(_accounts.Taken.Contains("S-600")));
                throw new TimeoutException();
            }
        };

        await RunAsync(upload => upload.GoOnAsync(0, TimeSpan.FromMinutes(1), default));

        Assert.Equal(598, _accounts.Taken.Count);
        Assert.Equal([1, 501], (await Pages.WaitingOnAsync(Practice, _batch, 0, 10, default)).Select(row => row.Row));
        Assert.False(await RunAsync(upload => upload.TellWaitingOnAsync(default)));
        Assert.Equal(["S-1", "S-501"], _accounts.Taken.Skip(598));
    }

    [Fact]
    public async Task Of_the_rows_that_waited_on_too()
    {
        await StoreAsync(rows: 600, 1, 600);
        await WaitOnAsync();
        var asked = 0;
        _accounts.BeforeTaking = statement =>
            statement == "S-1" && asked++ == 0 ? throw new TimeoutException() : Task.CompletedTask;

        Assert.True(await RunAsync(upload => upload.TellWaitingOnAsync(default)));
        Assert.Equal(598, _accounts.Taken.Count);
        Assert.False(await RunAsync(upload => upload.TellWaitingOnAsync(default)));

        Assert.Equal(["S-1", "S-600"], _accounts.Taken.Skip(598));
    }

    [Fact]
    public async Task A_run_in_which_no_account_could_be_asked_is_no_progress()
    {
        await StoreAsync(rows: 2);
        await WaitOnAsync();
        await ExecuteAsync("update batch set told_at = bn_now() - interval '20 hours' where id = $1");
        var before = (await Work.FindAsync(Practice, _batch, default))!.MovedAt;
        _accounts.BeforeTaking = _ => throw new TimeoutException();

        Assert.True(await RunAsync(upload => upload.TellWaitingOnAsync(default)));

        Assert.Equal(before, (await Work.FindAsync(Practice, _batch, default))!.MovedAt);
    }

    [Fact]
    public async Task Once_it_is_cancelled_no_further_page_of_those_that_waited_on_is_told()
    {
        await StoreAsync(rows: 600);
        await WaitOnAsync();
        _accounts.BeforeTaking = async statement =>
        {
            if (statement == "S-1")
            {
                await Work.CancelAsync(Practice, _batch, "test", default);
            }
        };

        await RunAsync(upload => upload.TellWaitingOnAsync(default));

        Assert.Equal(500, _accounts.Taken.Count);
    }

    [Fact]
    public async Task A_batch_that_failed_has_its_day_again_when_it_is_uploaded_again()
    {
        await StoreAsync(rows: 1);
        await ExecuteAsync(
            """
            update batch set status = 5, started_at = bn_now() - interval '9 days', told_at = bn_now() - interval '2 days'
            where id = $1
            """);
        var now = (await Work.FindAsync(Practice, _batch, default))!.MovedAt.AddDays(2);

        await Work.StartAsync(Practice, _batch, "test", default);

        Assert.InRange((await Work.FindAsync(Practice, _batch, default))!.MovedAt, now, now.AddHours(1));
    }

    // One turn at a time, as a grain does it.
    private Task<bool> RunAsync(Func<BatchUpload, Task<bool>> run)
    {
        _upload ??= new(Pages, _rows, TimeProvider.System, Practice, _batch, BatchKind.Cycle);
        return Task.Factory.StartNew(() => run(_upload), default, TaskCreationOptions.None, _turns.ExclusiveScheduler).Unwrap();
    }

    // Each row another account's, but for the ones named.
    private Task StoreAsync(int rows, params int[] ofOneAccount) => new BatchIntake(_postgres.Owner, TimeProvider.System).StoreAsync(
        _practice!.Scope, new(_batch, BatchKind.Cycle, StartsAtOnce: true, "test"),
        Enumerable.Range(1, rows).Select(row => RowOf(row, ofOneAccount.Contains(row) ? Account : $"a-{row}"))
            .ToAsyncEnumerable(),
        default);

    private IntakeRow RowOf(int row, string account)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"S-{row}");
        var date = new DateOnly(2026, 11, 23);
        var command = new PostStatement(
            id, StatementKind.Statement, date, date.AddDays(21), Money.From(120), new(Money.From(120), null), null, null,
            _batch, id, null, "test");
        return new(row, account, account, Database.ToJson(command), Fault: null);
    }

    private async Task WaitOnAsync()
    {
        await ExecuteAsync("update batch_row set state = 3 where batch = $1");
        await ExecuteAsync("update batch set told_up_to = rows, begun_up_to = rows where id = $1");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _postgres.Owner.CreateCommand(sql);
        command.Parameters.Add(Database.Value(_batch));
        await command.ExecuteNonQueryAsync();
    }
}
