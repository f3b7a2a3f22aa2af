using System.Globalization;
using BalanceNotifications.Bench.Fire;
using Quartz;

namespace BalanceNotifications.Bench.Peers;

/// <summary>Quartz.NET with its PostgreSQL job store: one durable job, a trigger each, 32 threads, batches of 32.</summary>
internal static class QuartzPeer
{
    public const string Name = "Quartz";

    private const string JobNumber = "job";
    private const double ScheduledASecond = 100;

    public static async Task<FireResult> RunAsync(BenchDatabase database, int jobs)
    {
        await using var peer = await Peer.OpenAsync(database, jobs);
        var scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options => options.MaxBatchSize = 32);
            quartz.UseDefaultThreadPool(32);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database.ConnectionString());
                store.ProvisionSchema();
                // Late by so much is not missed.
                store.ConfigureStore(options => options.MisfireThreshold = TimeSpan.FromMinutes(10));
            });
        }).BuildScheduler();
        await scheduler.Start();
        var due = TimeProvider.System.GetUtcNow().AddSeconds(10 + (jobs / ScheduledASecond));
        var job = JobBuilder.Create<QuartzJob>().WithIdentity("send").StoreDurably().Build();
        await scheduler.AddJob(job);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, jobs),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (number, cancellationToken) => await scheduler.ScheduleJob(
                TriggerBuilder.Create().ForJob(job)
                    .WithIdentity(number.ToString(CultureInfo.InvariantCulture))
                    .UsingJobData(JobNumber, number.ToString(CultureInfo.InvariantCulture))
                    .StartAt(due)
                    .Build(),
                cancellationToken: cancellationToken));
        var result = await peer.CountAsync(Name, due, database);
        await scheduler.Shutdown(waitForJobsToComplete: true);
        return result;
    }

    /// <summary>Made by Quartz.</summary>
    internal sealed class QuartzJob : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await Peer.Current.SendAsync(
            int.Parse(context.MergedJobDataMap.GetString(JobNumber)!, CultureInfo.InvariantCulture));
    }
}
