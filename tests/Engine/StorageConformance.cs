using BalanceNotifications.Fixtures;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;
using PacedEngine.Storage;

namespace BalanceNotifications.Engine;

/// <summary>What any grain storage promises, the same for Orleans' AdoNet provider and for group commit.</summary>
public abstract class StorageConformance(ClusterFixture cluster)
{
    private protected static readonly string[] Keys = ["12/abc", "12/abd", "13/abc", "7", "f00d", "a/b/c"];

    private protected ClusterFixture Cluster => cluster;

    private protected abstract IGrainStorage Storage { get; }

    [Fact]
    public async Task What_was_written_is_read_again()
    {
        var grain = Fresh();
        var written = await WriteAsync(grain, null, new Note("one"));

        var read = await ReadAsync(grain);

        Assert.Equal((new Note("one"), written, true), (read.State, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task What_was_never_written_reads_as_new()
    {
        var read = await ReadAsync(Fresh());

        Assert.Equal((new Note(), null, false), (read.State, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task A_stale_write_fails_and_changes_nothing()
    {
        var grain = Fresh();
        var first = await WriteAsync(grain, null, new Note("one"));
        await WriteAsync(grain, first, new Note("two"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(grain, first, new Note("stale")));

        Assert.Equal(new Note("two"), (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task Of_two_first_writes_one_wins_and_leaves_one_row()
    {
        var grain = Fresh();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            try
            {
                await WriteAsync(grain, null, new Note($"{writer}"));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, won => won);
        Assert.True((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task Many_grains_written_at_once_all_keep_their_own()
    {
        var grains = Enumerable.Range(0, 300).Select(_ => Fresh()).ToArray();
        await Task.WhenAll(grains.Select((grain, place) => WriteAsync(grain, null, new Note($"{place}"))));

        var read = await Task.WhenAll(grains.Select(ReadAsync));

        Assert.Equal(Enumerable.Range(0, 300).Select(place => new Note($"{place}")), read.Select(state => state.State));
    }

    [Fact]
    public async Task A_stale_one_among_many_fails_alone()
    {
        var grains = Enumerable.Range(0, 50).Select(_ => Fresh()).ToArray();
        var written = await Task.WhenAll(grains.Select(grain => WriteAsync(grain, null, new Note("one"))));

        var outcomes = await Task.WhenAll(grains.Select(async (grain, place) =>
        {
            try
            {
                await WriteAsync(grain, place == 17 ? "99" : written[place], new Note("two"));
                return place;
            }
            catch (InconsistentStateException)
            {
                return -1;
            }
        }));

        Assert.Equal(Enumerable.Range(0, 50).Select(place => place == 17 ? -1 : place), outcomes);
    }

    [Fact]
    public async Task What_was_cleared_reads_as_new_and_can_be_written_again()
    {
        var grain = Fresh();
        var state = new GrainState<Note>(new("one"));
        await Storage.WriteStateAsync("note", grain, state);
        await Storage.ClearStateAsync("note", grain, state);

        var read = await ReadAsync(grain);
        Assert.Equal((new Note(), false), (read.State, read.RecordExists));

        await WriteAsync(grain, state.ETag, new Note("two"));
        Assert.Equal(new Note("two"), (await ReadAsync(grain)).State);
    }

    [Fact]
    public Task Whatever_is_written_and_cleared_in_whatever_order_reads_as_the_model_says() =>
        Gen.Select(Gen.Int[0, Keys.Length - 1], Gen.Int[0, 3], Gen.Int[0, 999]).Array[1, 30].SampleAsync(
            async steps =>
            {
                var run = Guid.CreateVersion7().ToString("n");
                var model = new Dictionary<int, Model>();
                foreach (var (key, action, value) in steps)
                {
                    var grain = GrainId.Create("model", $"{run}/{Keys[key]}");
                    var known = model.GetValueOrDefault(key) ?? new(null, null);
                    if (await TakeStepAsync(grain, known, action, $"{value}") is not { } after)
                    {
                        return false;
                    }

                    model[key] = after;
                }

                return true;
            },
            iter: 10,
            threads: 1);

    private protected static GrainId Fresh() => GrainId.Create("note", $"12/{Guid.CreateVersion7():n}");

    private protected async Task<GrainState<Note>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<Note>();
        await Storage.ReadStateAsync("note", grain, state);
        return state;
    }

    private protected async Task<string?> WriteAsync(GrainId grain, string? etag, Note note)
    {
        var state = new GrainState<Note>(note, etag);
        await Storage.WriteStateAsync("note", grain, state);
        return state.ETag;
    }

    // Null where the storage says anything but the model.
    private async Task<Model?> TakeStepAsync(GrainId grain, Model known, int action, string words)
    {
        switch (action)
        {
            case 0:
                return new(await WriteAsync(grain, known.ETag, new Note(words)), words);

            case 1:
                var stale = await Record.ExceptionAsync(() => WriteAsync(grain, "4711", new Note("stale")));
                return stale is InconsistentStateException ? known : null;

            case 2 when known.ETag is not null:
                var state = new GrainState<Note>(new(), known.ETag);
                await Storage.ClearStateAsync("note", grain, state);
                return new(state.ETag, null);

            default:
                var read = await ReadAsync(grain);
                return read.State == new Note(known.Words ?? "") && read.ETag == known.ETag
                    && read.RecordExists == known.Words is not null
                        ? known
                        : null;
        }
    }

    /// <param name="Words">Null when there is no record.</param>
    private sealed record Model(string? ETag, string? Words);

    private protected sealed record Note(string Words = "")
    {
        public Note()
            : this("")
        {
        }
    }
}

[Collection(ClusterFixture.Name)]
public sealed class AdoNetStorageTests(ClusterFixture cluster) : StorageConformance(cluster)
{
    private protected override IGrainStorage Storage => Cluster.Services.GetRequiredKeyedService<IGrainStorage>(
        ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
}

[Collection(ClusterFixture.Name)]
public sealed class GroupCommitStorageTests(ClusterFixture cluster) : StorageConformance(cluster), IAsyncDisposable
{
    private readonly GroupCommitStorage _storage =
        ActivatorUtilities.CreateInstance<GroupCommitStorage>(
            cluster.Services, cluster.Services.GetRequiredService<NpgsqlDataSource>());

    private protected override IGrainStorage Storage => _storage;

    private IGrainStorage Stock => Cluster.Services.GetRequiredKeyedService<IGrainStorage>(
        ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

    [Fact]
    public async Task Either_provider_takes_over_from_the_other_with_nothing_to_move()
    {
        GrainId[] grains =
        [
            Fresh(),
            GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateGuidKey(Guid.CreateVersion7())),
            GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateGuidKey(Guid.CreateVersion7(), "more")),
            GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateIntegerKey(Random.Shared.NextInt64())),
            GrainId.Create(GrainType.Create("note"), GrainIdKeyExtensions.CreateIntegerKey(Random.Shared.NextInt64(), "more")),
        ];
        foreach (var grain in grains)
        {
            var state = new GrainState<Note>(new("by the stock provider"));
            await Stock.WriteStateAsync("note", grain, state);

            var here = await ReadAsync(grain);
            Assert.Equal((state.State, state.ETag), (here.State, here.ETag));
            await WriteAsync(grain, here.ETag, new Note("by group commit"));

            await Stock.ReadStateAsync("note", grain, state);
            Assert.Equal(new Note("by group commit"), state.State);
        }
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
