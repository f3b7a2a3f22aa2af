namespace BalanceNotifications.Bench.Seed;

/// <summary>
/// Reminders that stand one to thirty days ahead, for accounts that nothing happens to. Their keys are in no order, as
/// real ones are, so that the indexes are as full as they become and not as full as a fresh build leaves them.
/// </summary>
internal static class IdleReminders
{
    private const string Insert = """
        insert into paced_reminder (tenant, grain_id, name, due_at, period_seconds, version)
        select tenant, 'account/' || tenant || '/' || substr(md5(n::text), 1, 26), 'cadence',
            $1 + interval '1 day' + random() * interval '29 days', 60, n
        from generate_series($2::bigint, $3::bigint) n, lateral (select (1000000 + n % 500)::text as tenant) practice
        """;

    private const long Bite = 1_000_000;

    /// <returns>Bytes of table and indexes for each.</returns>
    public static async Task<double> WriteAsync(BenchDatabase database, long count)
    {
        for (var first = 1L; first <= count; first += Bite)
        {
            await using var command = database.Owner.CreateCommand(Insert);
            command.CommandTimeout = 0;
            command.Parameters.Add(Database.Value(database.Clock.GetUtcNow()));
            command.Parameters.Add(Database.Value(first));
            command.Parameters.Add(Database.Value(Math.Min(count, first + Bite - 1)));
            await command.ExecuteNonQueryAsync();
        }

        await database.AskAsync<long>("select setval('paced_reminder_version', $1)", Database.Value(count + 1));
        await database.ExecuteAsync("vacuum analyze paced_reminder");
        return await database.AskAsync<long>("select pg_total_relation_size('paced_reminder')") / (double)count;
    }
}
