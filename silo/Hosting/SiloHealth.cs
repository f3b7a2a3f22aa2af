using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BalanceNotifications.Hosting;

/// <summary>Ready: joined the cluster, the database answers, and nobody asked it to stop. Liveness asks none of this.</summary>
internal sealed class SiloHealth(
    IHostApplicationLifetime lifetime, ISiloStatusOracle cluster, NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested || cluster.CurrentStatus is not SiloStatus.Active)
        {
            return HealthCheckResult.Unhealthy("The silo is not in the cluster.");
        }

        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>The two probes of the silo.</summary>
internal static class SiloHealthEndpoints
{
    public static void AddHealth(this WebApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck<SiloHealth>("silo");

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }
}
