using System.Diagnostics.Metrics;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Senders;

/// <summary>Two silos' views of one breaker, on the real table.</summary>
public sealed class SenderBreakersTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TestClock _clock = new();
    private readonly CapturedLog _log = new();
    private readonly PostgresFixture _postgres;
    private readonly SenderKey _sender = new(Channel.Email, "default", $"billing.{Guid.CreateVersion7():n}@north.example");
    private readonly List<string> _transitions = [];
    private readonly MeterListener _listener = new();

    public SenderBreakersTests(PostgresFixture postgres)
    {
        _postgres = postgres;
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "bn.sender.breaker.transitions")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            _transitions.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        _listener.Start();
    }

    [Fact]
    public async Task Failures_seen_by_two_silos_open_one_breaker_for_both()
    {
        var (first, second) = (Silo(), Silo());
        await Task.WhenAll(Enumerable.Range(0, 5).Select(n => FailAsync(n % 2 == 0 ? first : second)));

        Assert.True((await Silo().FindAsync(_sender, default)).IsOpen);
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.True((await first.FindAsync(_sender, default)).IsOpen);
        Assert.True((await second.FindAsync(_sender, default)).IsOpen);
    }

    [Fact]
    public async Task A_breaker_that_somebody_hangs_with_is_waited_for_a_second_and_no_longer()
    {
        await FailAsync(Silo());
        await using var connection = await _postgres.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            "select from sender_breaker where sender = $1 for update", connection, transaction);
        hold.Parameters.Add(Database.Value(_sender.Sender));
        await hold.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            new BreakerStore(_postgres.Owner, _clock).ChangeAsync(_sender, breaker => breaker, default));

        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
    }

    [Fact]
    public async Task What_went_well_elsewhere_in_the_window_keeps_it_closed()
    {
        var silo = Silo();
        for (var round = 0; round < 8; round++)
        {
            await FailAsync(silo);
            await WorkAsync(silo);
            await WorkAsync(silo);
        }

        Assert.False((await Silo().FindAsync(_sender, default)).IsOpen);
    }

    [Fact]
    public async Task What_went_well_before_the_first_failure_does_not_keep_it_closed()
    {
        var (first, second) = (Silo(), Silo());
        for (var sent = 0; sent < 100; sent++)
        {
            await WorkAsync(second);
            _clock.Now += TimeSpan.FromSeconds(1);
        }

        // The credentials are revoked: the other silo sees it first, and this one's morning says nothing about it.
        for (var failure = 0; failure < 3; failure++)
        {
            await FailAsync(first);
        }

        await FailAsync(second);
        await FailAsync(second);

        Assert.True((await Silo().FindAsync(_sender, default)).IsOpen);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_probes()
    {
        await OpenAsync();
        _clock.Now += TimeSpan.FromMinutes(1);
        var silos = new[] { Silo(), Silo(), Silo() };

        var asked = Enumerable.Range(0, 12).Select(n => (Silo: silos[n % 3], Id: Guid.CreateVersion7())).ToArray();
        var taken = await Task.WhenAll(asked.Select(a => a.Silo.TakeProbeAsync(_sender, a.Id, default)));

        Assert.Single(taken.Select(breaker => breaker.Probe).Distinct());
        Assert.Contains(taken[0].Probe!.Value, asked.Select(a => a.Id));
    }

    [Fact]
    public async Task A_probe_that_went_well_closes_it_also_where_the_silo_has_an_older_view()
    {
        await OpenAsync();
        _clock.Now += TimeSpan.FromMinutes(1);
        var (silo, probe) = (Silo(), Guid.CreateVersion7());
        Assert.Null((await silo.FindAsync(_sender, default)).Probe);
        Assert.Equal(probe, (await Silo().TakeProbeAsync(_sender, probe, default)).Probe);

        await silo.TellAsync(_sender, probe, SenderVerdict.Works, "", probes: true);

        Assert.False((await Silo().FindAsync(_sender, default)).IsOpen);
    }

    [Fact]
    public async Task Each_transition_raises_one_alert_and_one_count()
    {
        await OpenAsync();
        var silo = Silo();
        _clock.Now += TimeSpan.FromMinutes(1);
        await ProbeAsync(silo, SenderVerdict.Fault);
        _clock.Now += TimeSpan.FromMinutes(2);
        await ProbeAsync(silo, SenderVerdict.Works);

        Assert.Equal(["email default opened", "email default reopened", "email default closed"], _transitions);
        Assert.Equal(3, _log.Errors.Count);
        Assert.All(_log.Errors, line => Assert.Contains(_sender.Sender, line));
        Assert.Contains("smtp 550 5.7.1", _log.Errors[0]);
    }

    [Fact]
    public async Task While_nothing_fails_nothing_is_written()
    {
        await WorkAsync(Silo());

        await using var command = _postgres.Owner.CreateCommand("select count(*) from sender_breaker where sender = $1");
        command.Parameters.Add(Database.Value(_sender.Sender));
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
        _log.Dispose();
    }

    private async Task OpenAsync()
    {
        var silo = Silo();
        for (var failure = 0; failure < 5; failure++)
        {
            await FailAsync(silo);
        }
    }

    private async Task ProbeAsync(SenderBreakers silo, SenderVerdict verdict)
    {
        var probe = Guid.CreateVersion7();
        Assert.Equal(probe, (await silo.TakeProbeAsync(_sender, probe, default)).Probe);
        await silo.TellAsync(_sender, probe, verdict, "smtp 550 5.7.1", probes: true);
    }

    private Task FailAsync(SenderBreakers silo) =>
        silo.TellAsync(_sender, Guid.CreateVersion7(), SenderVerdict.Fault, "smtp 550 5.7.1");

    private Task WorkAsync(SenderBreakers silo) =>
        silo.TellAsync(_sender, Guid.CreateVersion7(), SenderVerdict.Works, "");

    private SenderBreakers Silo() => new(
        new BreakerStore(_postgres.Owner, _clock), Options.Create(new BreakerOptions()),
        ActivatorUtilities.CreateInstance<SenderMetrics>(_services), _clock, _log.CreateLogger<SenderBreakers>());
}
