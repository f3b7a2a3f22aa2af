using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;
using PacedEngine.Reminders;
using PacedEngine.Storage;

namespace BalanceNotifications.Bench.Seed;

/// <summary>
/// Accounts with one notification due at a chosen instant: a real account's state under other numbers, written with the
/// engine's own statements.
/// </summary>
internal sealed class DueAccounts(BenchDatabase database, string serviceId)
{
    private const int Bite = 500;

    /// <summary>What the silo stores states with.</summary>
    public static readonly SystemTextJsonGrainStorageSerializer Serializer = MakeSerializer();

    private readonly StateTable _states = new(database.Owner, serviceId, database.Clock, new AccountCompanion(new(database.Owner)));
    private readonly DueIndex _index = new(database.Owner);

    /// <summary>The state that a silo wrote.</summary>
    public async Task<AccountState> ReadAsync(AccountKey key)
    {
        var stored = await _states.ReadAsync([StateKeyOf(key)]);
        return Serializer.Deserialize<AccountState>(new BinaryData(stored[0]!.Payload!))!;
    }

    /// <param name="model">Its one planned notification is each one's, at another instant.</param>
    public async Task WriteAsync(
        BenchPractice practice, AccountState model, int first, int count, DateTimeOffset due, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count).Chunk(Bite),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (numbers, _) =>
            {
                var writes = numbers.Select(number => Write(practice, model, number, due)).ToArray();
                await _states.WriteAsync([.. writes.Select(write => write.State)]);
                await _index.WriteAsync([.. writes.Select(write => write.Reminder)]);
            });

    private static SystemTextJsonGrainStorageSerializer MakeSerializer()
    {
        var options = new SystemTextJsonGrainStorageSerializerOptions();
        StateJson.Configure(options.JsonSerializerOptions);
        return new(Options.Create(options));
    }

    private static (StateWrite State, DueChange Reminder) Write(
        BenchPractice practice, AccountState model, int number, DateTimeOffset due)
    {
        var (id, salt) = (practice.Practice.Id, practice.Practice.Salt);
        var name = $"b{number}";
        var key = AccountKey.Of(id, salt, name);
        var planned = model.Notifications.Single();
        var notification = planned with
        {
            Id = NotificationId.Of(salt, due, key.Hash, planned.StatementId, planned.Rule, planned.Channel),
            PlannedAt = due,
            DueAt = due,
        };
        var state = model with
        {
            Number = name,
            Details = model.Details with { FirstName = $"Ada{number}", Email = $"{name}@home.example" },
            Notifications = [notification],
            Outbox = Outbox.Empty with
            {
                AccountRow = true,
                Trail = [new(notification.Id, notification.Sequence, due, notification.Status, null, "bench")],
            },
        };
        var page = state.Page(key, salt);
        var payload = Serializer.Serialize(state with { Outbox = Outbox.Empty }).ToArray();
        var grain = GrainIdOf(key);
        return (
            new(StateKeyOf(key), null, payload, page),
            new DueChange.Register(
                ReminderKey.Of(grain, CadenceReminder.Name), EngineSettings.TenantOf(grain), due, CadenceReminder.Retry));
    }

    public static GrainId GrainIdOf(AccountKey key) => GrainId.Create("account", key.ToString());

    private static StateKey StateKeyOf(AccountKey key) => StateKey.Of("account", GrainIdOf(key));
}
