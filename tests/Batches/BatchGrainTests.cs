using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Orleans.Core.Internal;

namespace BalanceNotifications.Batches;

[Collection(ClusterFixture.Name)]
public sealed class BatchGrainTests(ClusterFixture cluster)
{
    private readonly Guid _batch = Guid.CreateVersion7();

    [Fact]
    public async Task Rows_of_one_account_apply_in_file_order()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var dates = Enumerable.Range(0, 20).Select(day => Today.AddDays(day - 20));

        await StoreAsync(practice, [.. dates.Select((date, row) => Row(practice, row + 1, "one", date))]);
        await StartAsync(practice);
        await EndsAsync(practice);

        // In any other order an older statement would have come late, and raised no count.
        Assert.Equal((20, 0), await CountsAsync(practice));
        Assert.Equal(20, (await AccountOf(practice, "one").GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task A_row_that_its_account_refuses_is_kept_with_the_reason()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var good = Row(practice, 1, "one", Today);
        var reused = Row(practice, 2, "one", Today.AddDays(1), statement: "S-1");

        await StoreAsync(practice, good, reused);
        await StartAsync(practice);
        await EndsAsync(practice);

        Assert.Equal((1, 1), await CountsAsync(practice));
        Assert.StartsWith("idReused", await ReasonAsync(practice, row: 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_was_interrupted_goes_on_and_posts_no_statement_twice()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await StoreAsync(practice, [.. Enumerable.Range(1, 450).Select(row => Row(practice, row, $"a-{row}", Today))]);
        await StartAsync(practice);
        await Eventually.HoldsAsync(async () => (await CountsAsync(practice)).Accepted > 0);

        await BatchOf(practice).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await BatchOf(practice).AsReference<IRemindable>().ReceiveReminder("drive", default);
        await EndsAsync(practice);

        Assert.Equal((450, 0), await CountsAsync(practice));
        Assert.Equal((450L, 450L), await PlannedAsync(practice));
    }

    [Fact]
    [Trait("Rule", "V60")]
    [Trait("Rule", "V61")]
    public async Task A_cancelled_batch_takes_back_what_is_unsent()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await StoreAsync(practice, [.. Enumerable.Range(1, 30).Select(row => Row(practice, row, $"a-{row}", Today))]);
        await StartAsync(practice);
        await EndsAsync(practice);

        Assert.True(await BatchOf(practice).CancelAsync("test", default));

        await Eventually.HoldsAsync(async () => await WithStatusAsync(practice, NotificationStatus.Cancelled) == 30);
        Assert.Equal(0, (await AccountOf(practice, "a-1").GetAsync(default))!.DunningCount);
        Assert.Equal(
            "batchCancelled",
            await ScalarAsync<string>(
                practice, "select distinct reason from notification where practice_id = $1 and batch = $2"));
    }

    [Fact]
    public async Task What_a_cancelled_batch_planned_is_taken_back_though_history_was_not_told_of_it_yet()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await using (await practice.ForbidHistoryAsync())
        {
            await UploadAsync(practice, Row(practice, 1, ClusterPractice.Number, Today));
            Assert.True(await BatchOf(practice).CancelAsync("test", default));
            await TakenBackAsync(practice, ClusterPractice.Number);
        }

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal((NotificationStatus.Cancelled, Reason.BatchCancelled), (history.Status, history.Reason));
        Assert.Equal(0, practice.Arrived(history.Id));
    }

    [Fact]
    public async Task A_tick_that_finds_the_batch_cancelled_before_the_walk_comes_takes_the_count_back_itself()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await UploadAsync(practice, Row(practice, 1, ClusterPractice.Number, Today));
        await practice.ExecuteAsync(
            "update batch set status = 4 where practice_id = $1 and id = $2",
            Database.Value(practice.Id), Database.Value(_batch));

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal((NotificationStatus.WillNotSend, "cancelled: batch"), (history.Status, history.Reason));
        Assert.Equal(0, practice.Arrived(history.Id));
        Assert.Equal(0, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task A_cancelled_batch_takes_back_what_it_planned_nothing_for()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.UseNoProfileAsync();
        await UploadAsync(practice, Row(practice, 1, ClusterPractice.Number, Today));
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);

        await BatchOf(practice).CancelAsync("test", default);

        await TakenBackAsync(practice, ClusterPractice.Number);
    }

    [Fact]
    [Trait("Rule", "V41")]
    public async Task A_cancelled_batch_takes_accounts_off_the_worklist_that_it_put_there()
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, profile: profile => profile with { DunningLevels = 1, NoDunningLimit = false });
        await practice.PostStatementAsync("S-0", daysAgo: 30);
        await UploadAsync(practice, Row(practice, 1, ClusterPractice.Number, Today));
        Assert.True(await IsListedAsync(practice));

        await BatchOf(practice).CancelAsync("test", default);

        await Eventually.HoldsAsync(async () => !await IsListedAsync(practice));
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task What_moved_to_another_account_by_a_merge_is_taken_back_there()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var target = await practice.WithAccountAsync("100300");
        await UploadAsync(practice, Row(practice, 1, ClusterPractice.Number, Today));
        await practice.Account.MergeAsync(new("100300", "twice", "test"), default);
        Assert.Equal(1, (await target.Account.GetAsync(default))!.DunningCount);

        await BatchOf(practice).CancelAsync("test", default);

        await TakenBackAsync(practice, "100300");
    }

    [Fact]
    public async Task A_walk_that_found_nothing_more_gives_its_reminder_back()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await UploadAsync(practice, [.. Enumerable.Range(1, 250).Select(row => Row(practice, row, $"a-{row}", Today))]);
        await BatchOf(practice).CancelAsync("test", default);
        await TakenBackAsync(practice, "a-250");

        await Eventually.HoldsAsync(async () =>
        {
            await BatchOf(practice).AsReference<IRemindable>().ReceiveReminder("drive", default);
            return await RemindersAsync(practice) == 0;
        });

        Assert.Equal(250, await WithStatusAsync(practice, NotificationStatus.Cancelled));
    }

    [Fact]
    public async Task A_batch_that_was_cancelled_before_its_upload_asks_no_account()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await StoreAsync(practice, Row(practice, 1, "one", Today));

        Assert.True(await BatchOf(practice).CancelAsync("test", default));
        Assert.False(await BatchOf(practice).CancelAsync("test", default));

        await Eventually.HoldsAsync(async () => await RemindersAsync(practice) == 0);
        Assert.Null(await AccountOf(practice, "one").GetAsync(default));
    }

    [Fact]
    public async Task A_row_whose_account_cannot_be_asked_waits_on_with_those_behind_it_and_the_others_go_on()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await using (await practice.BreakStateAsync())
        {
            await StoreAsync(
                practice,
                [
                    Row(practice, 1, ClusterPractice.Number, Today),
                    Row(practice, 2, "other", Today),
                    .. Enumerable.Range(3, 600).Select(row => Row(practice, row, $"a-{row}", Today)),
                    Row(practice, 603, ClusterPractice.Number, Today.AddDays(1)),
                ]);
            await StartAsync(practice);
            await Eventually.HoldsAsync(async () => (await CountsAsync(practice)).Accepted == 601);
            Assert.Equal([1, 603], await WaitingAsync(practice));
        }

        await BatchOf(practice).AsReference<IRemindable>().ReceiveReminder("drive", default);
        await EndsAsync(practice);

        Assert.Equal((603, 0), await CountsAsync(practice));
        Assert.Equal(2, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task A_batch_of_which_no_row_can_be_told_fails_after_a_day_and_goes_on_when_it_is_uploaded_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await StoreAsync(practice, Row(practice, 1, ClusterPractice.Number, Today));
        await using (await practice.BreakStateAsync())
        {
            await StartAsync(practice);
            await practice.ExecuteAsync(
                "update batch set started_at = $3 where practice_id = $1 and id = $2",
                Database.Value(practice.Id), Database.Value(_batch), Database.Value(cluster.Clock.Now.AddHours(-25)));
            await Eventually.HoldsAsync(async () =>
            {
                await BatchOf(practice).AsReference<IRemindable>().ReceiveReminder("drive", default);
                return await StatusAsync(practice) == BatchStatus.Failed;
            });
        }

        await StartAsync(practice);
        await EndsAsync(practice);

        Assert.Equal((1, 0), await CountsAsync(practice));
    }

    private static DateOnly Today => DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);

    private IntakeRow Row(
        ClusterPractice practice, int row, string number, DateOnly date, string? statement = null)
    {
        var id = statement ?? string.Create(CultureInfo.InvariantCulture, $"S-{row}");
        var account = new SaveAccount(
            number, new AccountDetails("Ann", "Lee", Email: "ann@home.example"), AccountFields.All,
            new SwitchPatch(Email: SwitchState.OptedIn), null, null, null, "test");
        var command = new PostStatement(
            id, StatementKind.Statement, date, date.AddDays(21), Money.From(120), new(Money.From(120), null), null,
            null, _batch, $"{id} {date:O}", account, "test");
        return new(row, number, practice.KeyOf(number).Hash, Database.ToJson(command), Fault: null);
    }

    private Task StoreAsync(ClusterPractice practice, params IntakeRow[] rows) =>
        new BatchIntake(cluster.Postgres.Owner, cluster.Clock).StoreAsync(
            practice.Scope, new(_batch, BatchKind.Cycle, StartsAtOnce: false, "test"), rows.ToAsyncEnumerable(), default);

    private async Task UploadAsync(ClusterPractice practice, params IntakeRow[] rows)
    {
        await StoreAsync(practice, rows);
        await StartAsync(practice);
        await EndsAsync(practice);
    }

    private Task TakenBackAsync(ClusterPractice practice, string number) => Eventually.HoldsAsync(async () =>
        (await AccountOf(practice, number).GetAsync(default))!.DunningCount == 0);

    private async Task<bool> IsListedAsync(ClusterPractice practice) =>
        (await new PreCollectionsList(cluster.Postgres.Owner, cluster.Clock)
            .ListAsync(practice.Scope, null, 50, default)).Items.Count > 0;

    private async Task<long> RemindersAsync(ClusterPractice practice)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(
            "select count(*) from orleansreminderstable where grainid = $1");
        command.Parameters.Add(Database.Value($"batch/{practice.Id}/{_batch}"));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private Task StartAsync(ClusterPractice practice) => BatchOf(practice).StartAsync("test", default);

    private Task EndsAsync(ClusterPractice practice) =>
        Eventually.HoldsAsync(async () => await StatusAsync(practice) == BatchStatus.Accepted);

    private async Task<BatchStatus> StatusAsync(ClusterPractice practice) =>
        (BatchStatus)await ScalarAsync<short>(practice, "select status from batch where practice_id = $1 and id = $2");

    private async Task<IEnumerable<int>> WaitingAsync(ClusterPractice practice) =>
        (await new BatchReader(cluster.Postgres.Owner)
            .ListRowsAsync(practice.Scope, _batch, BatchRowState.Waiting, 0, 50, default)).Items.Select(row => row.Row);

    private async Task<(int Accepted, int Rejected)> CountsAsync(ClusterPractice practice) => (
        await ScalarAsync<int>(practice, "select accepted from batch where practice_id = $1 and id = $2"),
        await ScalarAsync<int>(practice, "select rejected from batch where practice_id = $1 and id = $2"));

    private Task<string> ReasonAsync(ClusterPractice practice, int row) => ScalarAsync<string>(
        practice,
        string.Create(
            CultureInfo.InvariantCulture,
            $"select reason from batch_row where practice_id = $1 and batch = $2 and row = {row}"));

    private async Task<(long Notifications, long Accounts)> PlannedAsync(ClusterPractice practice) => (
        await ScalarAsync<long>(practice, "select count(*) from notification where practice_id = $1 and batch = $2"),
        await ScalarAsync<long>(
            practice, "select count(distinct account_key) from notification where practice_id = $1 and batch = $2"));

    private Task<long> WithStatusAsync(ClusterPractice practice, NotificationStatus status) => ScalarAsync<long>(
        practice,
        string.Create(
            CultureInfo.InvariantCulture,
            $"select count(*) from notification where practice_id = $1 and batch = $2 and status = {(int)status}"));

    private async Task<T> ScalarAsync<T>(ClusterPractice practice, string sql)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(sql);
        command.Parameters.Add(Database.Value(practice.Id));
        command.Parameters.Add(Database.Value(_batch));
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private IBatchGrain BatchOf(ClusterPractice practice) =>
        cluster.Grains.GetGrain<IBatchGrain>($"{practice.Id}/{_batch}");

    private IAccountGrain AccountOf(ClusterPractice practice, string number) =>
        cluster.Grains.GetGrain<IAccountGrain>(practice.KeyOf(number).ToString());
}
