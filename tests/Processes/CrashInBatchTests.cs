namespace BalanceNotifications.Processes;

/// <summary>A silo that dies in the middle of a batch.</summary>
public sealed class CrashInBatchTests
{
    // AdoNet commits each account by itself, and takes several times as long.
    [Theory, InlineData("AdoNet", 1200), InlineData("Paced", 3000)]
    public async Task A_silo_killed_in_the_middle_of_a_batch_goes_on_where_it_was_and_plans_each_row_once(
        string engine, int rows)
    {
        await using var town = await ProcessTown.FoundAsync(engine);
        var batch = await town.UploadStatementsAsync(rows);
        await town.ReachesAsync(batch, rows: 500);

        await town.Silo!.KillAsync();
        Assert.InRange(await town.AcceptedAsync(batch), 500, rows - 1);
        await town.StartSiloAsync();

        await town.ReachesAsync(batch, rows);
        await town.PlansAsync(batch, rows);
        Assert.Equal((rows, rows, rows), await town.PlannedAsync(batch));
    }
}
