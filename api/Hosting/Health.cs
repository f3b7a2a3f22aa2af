using BalanceNotifications.Security;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BalanceNotifications.Hosting;

/// <summary>Liveness is the process alone; readiness is what a request needs to succeed.</summary>
internal static class Health
{
    private const string Reason = "Whoever runs the process asks it; it answers one word.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseAnswers>("database", timeout: Patience)
        .AddCheck<ClusterAnswers>("cluster")
        .AddCheck<NotStopping>("process");

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).OpenToAll(Reason);
        app.MapHealthChecks("/health/ready").OpenToAll(Reason);
    }

    private sealed class DatabaseAnswers(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await using var command = database.CreateCommand("select 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException)
            {
                // Without the exception: its text would be logged at every probe.
                return HealthCheckResult.Unhealthy("The database does not answer.");
            }
        }
    }

    private sealed class ClusterAnswers(ClusterConnection connection) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
            connection.IsUp ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No silo is connected."));
    }

    private sealed class NotStopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("The process is stopping.")
                : HealthCheckResult.Healthy());
    }
}
