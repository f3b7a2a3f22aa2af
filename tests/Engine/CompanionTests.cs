using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime;
using Orleans.Storage;
using PacedEngine.Storage;

namespace BalanceNotifications.Engine;

/// <summary>That a state and the rows it brings are committed together or not at all.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CompanionTests : IAsyncLifetime
{
    private const string Poison = "poison";

    private readonly ClusterFixture _cluster;
    private readonly GroupCommitStorage _storage;
    private readonly string _table = $"companion_{Guid.CreateVersion7():n}";

    public CompanionTests(ClusterFixture cluster) => (_cluster, _storage) = (
        cluster,
        ActivatorUtilities.CreateInstance<GroupCommitStorage>(
            cluster.Services, cluster.Services.GetRequiredService<NpgsqlDataSource>(), new Words(_table)));

    public async ValueTask InitializeAsync() => await ExecuteAsync(
        $"create table {_table} (word text primary key check (word <> '{Poison}')); grant insert on {_table} to bn_silo");

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task What_a_state_brings_is_there_when_its_write_ends()
    {
        var grain = Fresh();

        await WriteAsync(grain, null, $"{grain}");

        Assert.True(await HasAsync($"{grain}"));
    }

    [Fact]
    public async Task A_stale_state_brings_nothing()
    {
        var grain = Fresh();
        await WriteAsync(grain, null, "");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(grain, "4711", $"{grain}"));

        Assert.False(await HasAsync($"{grain}"));
    }

    [Fact]
    public async Task Rows_that_are_refused_fail_their_own_grain_and_leave_its_state_as_it_was()
    {
        var grains = Enumerable.Range(0, 40).Select(_ => Fresh()).ToArray();

        var failed = await Task.WhenAll(grains.Select(async (grain, place) =>
            await Record.ExceptionAsync(() => WriteAsync(grain, null, place == 17 ? Poison : $"{grain}"))));

        Assert.Equal([17], failed.Index().Where(outcome => outcome.Item is not null).Select(outcome => outcome.Index));
        Assert.IsType<PostgresException>(failed[17]);
        Assert.False((await ReadAsync(grains[17])).RecordExists);
        Assert.True((await ReadAsync(grains[18])).RecordExists);
        Assert.True(await HasAsync($"{grains[18]}"));
    }

    private static GrainId Fresh() => GrainId.Create("companion", $"12/{Guid.CreateVersion7():n}");

    private async Task WriteAsync(GrainId grain, string? etag, string words) =>
        await _storage.WriteStateAsync("companion", grain, new GrainState<Sentence>(new(words), etag));

    private async Task<GrainState<Sentence>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<Sentence>();
        await _storage.ReadStateAsync("companion", grain, state);
        return state;
    }

    private async Task<bool> HasAsync(string word)
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand($"select exists (select from {_table} where word = $1)");
        command.Parameters.Add(Database.Value(word));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Sentence(string Words)
    {
        public Sentence()
            : this("")
        {
        }
    }

    private sealed class Words(string table) : ICompanion
    {
        public object? RowsOf(object state) => state is Sentence { Words.Length: > 0 } sentence ? sentence.Words : null;

        public void Add(NpgsqlBatch batch, IReadOnlyList<object> rows) => batch.Add(
            $"insert into {table} select * from unnest($1::text[])",
            Database.Value(rows.Cast<string>().ToArray()));
    }
}
