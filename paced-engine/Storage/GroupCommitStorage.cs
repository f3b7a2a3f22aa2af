using System.Globalization;
using Batching;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace PacedEngine.Storage;

/// <summary>
/// Grain storage whose reads and writes share statements and commits. Each state keeps its own version check: of many
/// grains in one commit, a stale one fails alone. What a <see cref="ICompanion"/> has to write goes along.
/// </summary>
internal sealed class GroupCommitStorage : IGrainStorage, IAsyncDisposable
{
    private readonly Batcher<StateKey, StateKey, StoredState?> _reads;
    private readonly Batcher<StateKey, StateWrite, int?> _writes;
    private readonly IGrainStorageSerializer _serializer;
    private readonly IActivatorProvider _activators;
    private readonly ICompanion? _companion;

    public GroupCommitStorage(
        NpgsqlDataSource database,
        IOptions<ClusterOptions> cluster,
        IOptions<GroupCommitOptions> options,
        IGrainStorageSerializer serializer,
        IActivatorProvider activators,
        TimeProvider clock,
        ICompanion? companion = null)
    {
        var table = new StateTable(database, cluster.Value.ServiceId, clock, companion);
        _reads = new(options.Value.Reads, key => key, table.ReadAsync);
        _writes = new(options.Value.Writes, write => write.Key, table.WriteAsync);
        (_serializer, _activators, _companion) = (serializer, activators, companion);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var stored = await _reads.RunAsync(StateKey.Of(stateName, grainId), cancellationToken);
        grainState.State = stored?.Payload is { } payload
            ? _serializer.Deserialize<T>(new BinaryData(payload))
            : _activators.GetActivator<T>().Create();
        grainState.ETag = stored is null ? null : ETagOf(stored.Version);
        grainState.RecordExists = stored?.Payload is not null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        // On the grain's own turn: what is written is the state of this moment.
        var payload = _serializer.Serialize(grainState.State).ToArray();
        var rows = grainState.State is { } state ? _companion?.RowsOf(state) : null;
        grainState.ETag = await WriteAsync(stateName, grainId, grainState.ETag, payload, rows, cancellationToken);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        // What was never written needs no clearing.
        if (grainState.ETag is not null)
        {
            grainState.ETag = await WriteAsync(stateName, grainId, grainState.ETag, null, null, cancellationToken);
        }

        grainState.State = _activators.GetActivator<T>().Create();
        grainState.RecordExists = false;
    }

    /// <summary>Takes nothing more, and ends when everything taken is committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        await _reads.DisposeAsync();
    }

    private async Task<string> WriteAsync(
        string stateName, GrainId grainId, string? etag, byte[]? payload, object? rows, CancellationToken cancellationToken)
    {
        int? expected = etag is null ? null : int.Parse(etag, CultureInfo.InvariantCulture);
        var written = await _writes.RunAsync(
            new(StateKey.Of(stateName, grainId), expected, payload, rows), cancellationToken);
        return written is { } version
            ? ETagOf(version)
            : throw new InconsistentStateException(
                $"State {stateName} of {grainId} is not at version {etag ?? "none"} any more.", "", etag ?? "");
    }

    private static string ETagOf(int version) => version.ToString(CultureInfo.InvariantCulture);
}
