using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace PacedEngine;

/// <summary>Where the engine's statements go.</summary>
public static class EngineDatabase
{
    /// <summary>
    /// Key of the <c>NpgsqlDataSource</c> that the engine takes before the one without a key. A pool hands its connections
    /// out in turn, and each plans every statement for itself: the engine's few statements are best kept on few connections
    /// of their own, with <c>plan_cache_mode=force_generic_plan</c>, since arrays of any length want the same plan.
    /// </summary>
    public const string Key = "paced-engine";

    internal static NpgsqlDataSource Of(IServiceProvider provider) =>
        provider.GetKeyedService<NpgsqlDataSource>(Key) ?? provider.GetRequiredService<NpgsqlDataSource>();
}
