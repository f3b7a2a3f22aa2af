using BalanceNotifications.Accounts;
using BalanceNotifications.Bench.Seed;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Events;
using BalanceNotifications.Hosting;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PacedEngine.Reminders;
using PacedEngine.Storage;

namespace BalanceNotifications.Bench.Worker;

/// <summary>
/// What somebody would write by hand instead of all this: two loops over the due index, no Orleans. It does what a tick
/// does, by the product's own rules, statements and renderer: claim, read, decide, compose, write the intent under a
/// version check, send, write the outcome with its history under another, take the reminder away. All of it 500 at a
/// time. It has no leases to renew, no fairness, no grain to be asked meanwhile, and no way back from a poisoned batch.
/// </summary>
internal sealed class PlainWorker : IAsyncDisposable
{
    private const int Workers = 2;
    private const int Bite = 500;

    // The mail connections are the bound; each worker keeps all of them busy.
    private const int Sends = 16;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _services;
    private readonly NpgsqlDataSource _postgres;
    private readonly IDeliveryChannel _channel;
    private readonly SendDesk _desk;
    private readonly SetupCache _setup;
    private readonly TimeProvider _clock;
    private readonly StateTable _states;
    private readonly DueIndex _index;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PlainWorker(BenchDatabase database, int? relay, NoOpChannel noOp)
    {
        // Built for its parts, and never started: no silo runs in it.
        _services = BenchSilo.Build(database, "Paced", relay, noOp, new Dictionary<string, string?>());
        (_desk, _setup, _clock) = (Get<SendDesk>(), Get<SetupCache>(), Get<TimeProvider>());
        _channel = relay is null ? noOp : Get<EmailChannel>();
        _postgres = _services.Services.GetRequiredKeyedService<NpgsqlDataSource>(PacedEngine.EngineDatabase.Key);
        _states = new(_postgres, BenchSilo.ServiceId, _clock, new AccountCompanion(Get<EventInterest>()));
        _index = new(_postgres);
        _running = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(RunAsync, CancellationToken.None)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var now = _clock.GetUtcNow();
            var claims = await _index.ClaimOldestAsync(now, Bite, now + Lease);
            if (claims.Count > 0)
            {
                await WorkAsync(claims);
            }
            else
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task WorkAsync(IReadOnlyList<Claim> claims)
    {
        var items = claims.Select(claim => new Item(claim.Row)).ToArray();
        var states = await _states.ReadAsync([.. items.Select(item => item.StateKey)]);
        // All at once, so that those of a bite share the statement that asks for opt-outs.
        await Task.WhenAll(items.Select((item, index) => OpenAsync(item, states[index]!)));
        await WriteAsync(items);
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Sends },
            async (item, _) => item.Result = await _channel.SendAsync(item.Outgoing.Message, CancellationToken.None));
        foreach (var item in items)
        {
            var now = _clock.GetUtcNow();
            var changed = AttemptRules.After(item.Begun, item.Result, now);
            var next = CadenceRules.Record(
                item.State.Begin(acknowledged: false), changed, item.Result, item.Practice.Settings, now);
            item.State = next.Told() with { Page = next.Page(item.Key, item.Practice.Salt) };
        }

        await WriteAsync(items);
        await _index.WriteAsync([.. items.Select(item => new DueChange.Remove(item.Row.Key, item.Row.Version))]);
    }

    private async Task OpenAsync(Item item, StoredState stored)
    {
        var state = DueAccounts.Serializer.Deserialize<AccountState>(new BinaryData(stored.Payload!))!;
        var now = _clock.GetUtcNow();
        var due = CadenceRules.Due(state, now)[0];
        var opened = (await _desk.OpenAsync(item.Key, state, due, CancellationToken.None))!;
        if (CadenceRules.Next(opened.Facts, now) is not CadenceStep.Attempt attempt)
        {
            throw new InvalidOperationException("What the bench has made is to be sent.");
        }

        item.Practice = (await _setup.PracticeAsync(item.Key.Practice, CancellationToken.None))!;
        item.Version = stored.Version;
        item.Outgoing = _desk.Compose(opened, state, now);
        item.Begun = item.Outgoing.Made.Keep(AttemptRules.Begin(attempt.Notification, item.Outgoing.MaskedTo, now));
        item.State = CadenceRules.Put(state.Begin(acknowledged: true), item.Begun, now);
    }

    private async Task WriteAsync(Item[] items)
    {
        var versions = await _states.WriteAsync(
        [
            .. items.Select(item => new StateWrite(
                item.StateKey, item.Version, DueAccounts.Serializer.Serialize(item.State).ToArray(), item.State.Page)),
        ]);
        for (var index = 0; index < items.Length; index++)
        {
            items[index].Version = versions[index]
                ?? throw new InvalidOperationException("Another worker has written one that this one had claimed.");
        }
    }

    private T Get<T>()
        where T : notnull => _services.Services.GetRequiredService<T>();

    private sealed class Item(DueRow row)
    {
        public DueRow Row => row;

        public AccountKey Key { get; } = AccountKey.Parse(GrainId.Parse(row.Key.Grain, null).Key.ToString()!);

        public StateKey StateKey { get; } = StateKey.Of("account", GrainId.Parse(row.Key.Grain, null));

        public int Version { get; set; }

        public Practices.Practice Practice { get; set; } = null!;

        public AccountState State { get; set; } = null!;

        public Outgoing Outgoing { get; set; } = null!;

        public PlannedNotification Begun { get; set; } = null!;

        public DeliveryResult Result { get; set; } = null!;
    }
}
