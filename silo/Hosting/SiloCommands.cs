using BalanceNotifications.Reminders;
using BalanceNotifications.Schema;
using PacedEngine.Reminders;

namespace BalanceNotifications.Hosting;

/// <summary>What the silo's program does instead of running a silo, when it is told to.</summary>
internal static class SiloCommands
{
    private const string Usage = """
        silo                               runs a silo
        silo migrate                       brings the schema up to date: a Kubernetes Job and the compose file run it first
        silo move-reminders adonet|paced   moves all reminders to the other engine, with the silos stopped
        silo take-up [grain]               puts reminders that failed too often back into the queue: all, or a grain's
        """;

    /// <returns>The exit code: 0, or 2 for a command that there is none of, or that could not be carried out.</returns>
    public static async Task<int> RunAsync(WebApplicationBuilder builder, string[] args)
    {
        builder.AddStorage(commandTimeout: TimeSpan.Zero);
        builder.Services.AddSingleton<ReminderMove>();
        builder.Services.AddSingleton<ParkedReminders>();
        await using var app = builder.Build();
        switch (args)
        {
            case ["migrate"]:
                await app.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(CancellationToken.None);
                return 0;

            case ["move-reminders", var engine] when Enum.TryParse<ReminderTable>(engine, ignoreCase: true, out var to):
                return await MoveAsync(app, to);

            case ["take-up", .. { Length: <= 1 } grain]:
                var taken = await app.Services.GetRequiredService<ParkedReminders>().TakeUpAsync(
                    app.Services.GetRequiredService<TimeProvider>().GetUtcNow(),
                    grain.FirstOrDefault(),
                    CancellationToken.None);
                Console.WriteLine($"{taken} taken up");
                return 0;

            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static async Task<int> MoveAsync(WebApplication app, ReminderTable to)
    {
        var cluster = app.Configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        try
        {
            var moved = await app.Services.GetRequiredService<ReminderMove>()
                .RunAsync(cluster.ServiceId, to, CancellationToken.None);
            Console.WriteLine(
                $"{moved} moved, counted on both sides; start the silos with {EngineSettings.Reminders}={to}");
            return 0;
        }
        catch (InvalidOperationException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 2;
        }
    }
}
