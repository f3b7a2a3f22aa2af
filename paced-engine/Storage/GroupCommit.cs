using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace PacedEngine.Storage;

/// <summary>Grain storage by group commit, on the table of Orleans' AdoNet provider.</summary>
public static class GroupCommit
{
    /// <summary>
    /// Makes it the default storage. Needs an <c>NpgsqlDataSource</c>, perhaps one of its own
    /// (<see cref="EngineDatabase.Key"/>), and an <see cref="IGrainStorageSerializer"/> in the container, and the unique index of storage/Schema/0002-orleans.sql.
    /// </summary>
    public static ISiloBuilder AddGroupCommitGrainStorageAsDefault(
        this ISiloBuilder silo, Action<OptionsBuilder<GroupCommitOptions>>? configure = null)
    {
        silo.Services.AddSingleton<IValidateOptions<GroupCommitOptions>, GroupCommitOptionsValidator>();
        configure?.Invoke(silo.Services.AddOptions<GroupCommitOptions>().ValidateOnStart());
        silo.Services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<GroupCommitStorage>(provider, EngineDatabase.Of(provider)));
        silo.Services.AddSingleton<IGrainStorage>(services => services.GetRequiredService<GroupCommitStorage>());
        return silo;
    }
}
