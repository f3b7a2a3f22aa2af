using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>A row that is told twice: a silo died after the account took it and before it was marked.</summary>
[Collection(ClusterFixture.Name)]
public sealed class BatchRowRepeatTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Guid _batch = Guid.CreateVersion7();

    [Fact]
    public async Task An_account_row_told_twice_does_not_put_back_what_came_in_between()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var body = Database.ToJson(Save("old@home.example"));
        await StoreAsync(practice, BatchKind.Accounts, body);
        await RunAsync(practice);
        await practice.SaveAccountAsync(email: "new@home.example");

        await TellAgainAsync(practice, body);
        await practice.DeactivateAsync();
        await TellAgainAsync(practice, body);

        Assert.Equal("new@home.example", (await practice.Account.GetAsync(default))!.Details.Email);
    }

    [Fact]
    public async Task A_statement_row_with_guarantor_columns_told_twice_does_not_either()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var date = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);
        var body = Database.ToJson(new PostStatement(
            "S-1", StatementKind.Statement, date, date.AddDays(21), Money.From(120), new(Money.From(120), null), null,
            null, _batch, "hash", Save("old@home.example"), "test"));
        await StoreAsync(practice, BatchKind.Cycle, body);
        await RunAsync(practice);
        await practice.SaveAccountAsync(email: "new@home.example");

        await TellAgainAsync(practice, body);

        Assert.Equal("new@home.example", (await practice.Account.GetAsync(default))!.Details.Email);
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Theory]
    [InlineData(BatchKind.Accounts)]
    [InlineData(BatchKind.Postings)]
    public async Task A_row_for_an_account_that_was_merged_away_is_rejected_and_names_the_one_that_is_left(BatchKind kind)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.WithAccountAsync("100300");
        await practice.Account.MergeAsync(new("100300", "twice", "test"), default);
        var body = kind is BatchKind.Accounts
            ? Database.ToJson(Save("old@home.example"))
            : Database.ToJson(new PostPosting(
                "P-1", PostingType.Payment, Money.From(1), TestClock.MondayAtTen, null, "hash", "test"));
        await StoreAsync(practice, kind, body);

        await RunAsync(practice);

        Assert.Equal(
            "merged: the account was merged into 100300.",
            await ScalarAsync<string>(practice, "select reason from batch_row where practice_id = $1 and batch = $2"));
    }

    private static SaveAccount Save(string email) => new(
        ClusterPractice.Number, new AccountDetails(Email: email), AccountFields.Email, new SwitchPatch(), null, null,
        null, "test");

    private Task StoreAsync(ClusterPractice practice, BatchKind kind, string body) =>
        new BatchIntake(cluster.Postgres.Owner, cluster.Clock).StoreAsync(
            practice.Scope,
            new(_batch, kind, StartsAtOnce: false, "test"),
            new[] { new IntakeRow(1, ClusterPractice.Number, practice.Key.Hash, body, Fault: null) }.ToAsyncEnumerable(),
            default);

    // As the row and the batch stood before the mark.
    private async Task TellAgainAsync(ClusterPractice practice, string body)
    {
        await using var batch = cluster.Postgres.Owner.CreateBatch()
            .Add(
                "update batch_row set state = 0, body = $3 where practice_id = $1 and batch = $2",
                Database.Value(practice.Id), Database.Value(_batch), Database.Value(body))
            .Add(
                "update batch set status = 1, told_up_to = 0 where practice_id = $1 and id = $2",
                Database.Value(practice.Id), Database.Value(_batch));
        await batch.ExecuteNonQueryAsync();
        await RunAsync(practice);
    }

    private async Task RunAsync(ClusterPractice practice)
    {
        await cluster.Grains.GetGrain<IBatchGrain>($"{practice.Id}/{_batch}").StartAsync("test", default);
        using var patience = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await ScalarAsync<short>(practice, "select status from batch where practice_id = $1 and id = $2")
            != (short)BatchStatus.Accepted)
        {
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task<T> ScalarAsync<T>(ClusterPractice practice, string sql)
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(sql);
        command.Parameters.Add(Database.Value(practice.Id));
        command.Parameters.Add(Database.Value(_batch));
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
