using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Orleans.Core.Internal;

namespace BalanceNotifications.Batches;

/// <summary>A batch of statements on a cluster, a row for each of the accounts named.</summary>
internal sealed class ClusterBatch(ClusterFixture cluster, ClusterPractice practice)
{
    private readonly Guid _id = Guid.CreateVersion7();

    private IBatchGrain Grain => cluster.Grains.GetGrain<IBatchGrain>($"{practice.Id}/{_id}");

    /// <summary>Stored; nobody drives it yet.</summary>
    public Task StoreAsync(params string[] accounts) => new BatchIntake(cluster.Postgres.Owner, cluster.Clock).StoreAsync(
        practice.Scope, new(_id, BatchKind.Cycle, StartsAtOnce: false, "test"),
        accounts.Select((account, index) => RowOf(index + 1, account)).ToAsyncEnumerable(), default);

    public Task StartAsync() => Grain.StartAsync("test", default);

    public Task<bool> CancelAsync() => Grain.CancelAsync("test", default);

    /// <summary>As the reminder does it.</summary>
    public Task DriveAsync() => Grain.AsReference<IRemindable>().ReceiveReminder("drive", default);

    /// <summary>Ends the activation, as a silo does that stops.</summary>
    public ValueTask DeactivateAsync() => Grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    public async Task<StoredBatch> FindAsync() =>
        (await new BatchReader(cluster.Postgres.Owner).FindAsync(practice.Scope, _id, default))!;

    public async Task<long> CountAsync(NotificationStatus status) =>
        (await FindAsync()).Notifications.GetValueOrDefault(status);

    public async Task<bool> IsTakenBackAsync()
    {
        await using var command = cluster.Postgres.Owner.CreateCommand(
            "select taken_back_at is not null from batch where practice_id = $1 and id = $2");
        command.Parameters.Add(Database.Value(practice.Id));
        command.Parameters.Add(Database.Value(_id));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As if its upload had begun then, and told nothing since.</summary>
    public Task BeganAsync(DateTimeOffset at) => practice.ExecuteAsync(
        "update batch set status = 2, started_at = $3 where practice_id = $1 and id = $2",
        Database.Value(practice.Id), Database.Value(_id), Database.Value(at));

    private IntakeRow RowOf(int row, string account)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"S-{row}");
        var date = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);
        var command = new PostStatement(
            id, StatementKind.Statement, date, date.AddDays(21), Money.From(120), new(Money.From(120), null), null, null,
            _id, id, null, "test");
        return new(row, account, practice.KeyOf(account).Hash, Database.ToJson(command), Fault: null);
    }
}
