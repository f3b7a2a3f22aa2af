using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Events;

/// <summary>
/// A database of its own, where no silo sends anything: what a test tells is sent by the courier in its hands, whose clock it
/// drives. Receivers are real.
/// </summary>
public sealed class EventTown : IAsyncLifetime
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private NpgsqlDataSource? _silo;

    internal PostgresFixture Postgres { get; } = new();

    internal TestClock Clock { get; } = new();

    internal CapturedLog Log { get; } = new();

    internal IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    internal NpgsqlDataSource Silo
    {
        get
        {
            _ = Postgres.Owner; // skips or fails the test when there is no database
            return _silo!;
        }
    }

    internal EventStreams Streams => new(Silo);

    internal WebhookStore Store => new(Postgres.Owner, Clock);

    public async ValueTask InitializeAsync()
    {
        if (Postgres.IsAvailable)
        {
            await Postgres.InitializeAsync();
            _silo = new NpgsqlDataSourceBuilder(Postgres.ConnectionString("bn_silo")).ConfigureForProduct().Build();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        await _services.DisposeAsync();
        Log.Dispose();
    }

    /// <summary>A practice of the test's own; the endpoints of the tests before are gone.</summary>
    internal async Task<RowScope> OpenAsync()
    {
        Clock.Now = TestClock.MondayAtTen;
        await ExecuteAsync("delete from webhook");
        await using var command = Postgres.Owner.CreateCommand(
            """
            insert into practice (organisation, slug, salt, revision, settings)
            values ('town', $1, $2, 1, '{}') returning id
            """);
        command.Parameters.Add(Database.Value($"clinic-{Guid.CreateVersion7():n}"[..38]));
        command.Parameters.Add(Database.Value(RandomNumberGenerator.GetBytes(32)));
        return new("town", (int)(await command.ExecuteScalarAsync())!);
    }

    internal async Task<Webhook> AddAsync(RowScope scope, string url, params string[] events) =>
        (await Store.CreateAsync(
            scope, new(url, null, events.Length == 0 ? EventTypes.All : EventTypes.Parse(events)!.Value), "test", default))!;

    internal static string SecretOf(Webhook webhook) => WebhookSecret.Text(
        WebhookSecret.Of(Convert.FromBase64String(Key), webhook.Id, webhook.SecretVersion));

    /// <summary>As an account or a batch tells it, in a transaction of its own.</summary>
    internal Task<Guid> TellAsync(
        RowScope scope, string number, EventType type = EventType.PaymentPosted, NpgsqlConnection? within = null) =>
        TellAsync(scope, type, $$"""{"number":"{{number}}"}""", within);

    private async Task<Guid> TellAsync(RowScope scope, EventType type, string data, NpgsqlConnection? within)
    {
        var id = Guid.CreateVersion7();
        await using var own = within is null ? await Silo.OpenConnectionAsync() : null;
        // One transaction, where there is none yet.
        await using var batch = (within ?? own!).CreateBatch();
        batch.Add(EventSql.Lock, Database.Value(new[] { scope.Practice!.Value }));
        AccountEvents.Add(batch, [new(scope.Practice.Value, id, type, Clock.Now, data)]);
        await batch.ExecuteNonQueryAsync();
        return id;
    }

    internal EventCourier Courier(params string[] allowed)
    {
        var options = Options(allowed.Length == 0 ? ["127.0.0.0/8"] : allowed);
        return new(Streams, new WebhookSender(options), new EventMetrics(Meters), options, Clock, Log.CreateLogger<EventCourier>());
    }

    internal static IOptions<EventOptions> Options(params string[] allowed) =>
        Microsoft.Extensions.Options.Options.Create(new EventOptions
        {
            Key = Key,
            AllowedNetworks = allowed,
            Timeout = TimeSpan.FromSeconds(2),
        });

    /// <summary>What a pump does in one round: everything that is due is taken and driven.</summary>
    /// <returns>How many endpoints there were.</returns>
    internal async Task<int> DriveAsync(EventCourier? courier = null)
    {
        courier ??= Courier();
        var claimed = await Streams.ClaimAsync(100, Clock.Now, courier.LeaseUntil, default);
        await Task.WhenAll(claimed.Select(webhook => courier.DriveAsync(webhook, default)));
        return claimed.Count;
    }

    internal async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = Postgres.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
