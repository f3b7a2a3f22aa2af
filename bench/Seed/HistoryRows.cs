using Npgsql;

namespace BalanceNotifications.Bench.Seed;

/// <summary>
/// A history of two years back and a month ahead, by the minute of its plan: half of it one giant practice's, the rest of a
/// hundred others. One in thirty is an error. Rows, roll-up and accounts are as the product writes them; trails and links,
/// which no list reads, are left out.
/// </summary>
internal sealed class HistoryRows(BenchDatabase database, int giant, long rows)
{
    public const int DaysBack = 730;
    public const int DaysAhead = 30;

    private const long Bite = 100_000;

    // A giant's account has five notifications.
    private const string Accounts = """
        insert into account (
            practice_id, account_key, number, first_name, last_name, email_hash, phone_hash, balance, sequence)
        select $1, substr(md5('account' || n), 1, 26), 'a' || n, 'Ada', 'Example-' || n % 5000,
            decode(md5('email' || n), 'hex'), case when n % 3 > 0 then decode(md5('phone' || n), 'hex') end, 120.50, 1
        from generate_series(1, $2::bigint) n
        """;

    private const string Rows = """
        insert into notification (
            id, practice_id, account_key, account, statement_id, batch, profile_id, profile_revision, rule, level, channel,
            purpose, status, reason, recipient, planned_at, due_at, sent_at, delivered_at, attempts, resent_in_doubt,
            provider_id, template_id, template_revision, language, merge, renderer, message_hash, sequence)
        select
            (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8' || substr(hash, 1, 3) || 'a'
                || substr(hash, 5, 15))::uuid,
            practice, substr(md5('account' || guarantor), 1, 26), 'a' || guarantor, 'S-' || n,
            md5('batch' || practice || at::date)::uuid, md5('profile' || practice || m % 3)::uuid, 1, 'first', 1,
            case when m % 10 < 7 then 1 when m % 10 < 9 then 2 else 3 end, 1, status,
            case status when 7 then 'smtp 550 5.1.1' when 6 then 'smtp 452 4.2.2' when 10 then 'paymentMade' end,
            'a***@home.example', at, at, case when status not in (1, 10, 11) then at end, case when status = 5 then at end,
            case when status in (1, 10, 11) then 0 else 1 end, 0, hash, md5('template' || practice)::uuid, 1, 'en',
            jsonb_build_object(
                'guarantor.firstName', 'Ada', 'statement.amountDue', '$120.50', 'statement.dueDate', 'March 2, 2026',
                'practice.name', 'North Clinic', 'quickPay.url', 'https://pay.example/q/' || substr(hash, 1, 23)),
            1, decode(md5(hash) || hash, 'hex'), 3
        from generate_series($4::bigint, $5::bigint) n,
            lateral (select
                $2::timestamptz + n * $3::interval as at, md5(n::text) as hash, n / 2 as m,
                n / 2 * 7919 % ($6 / 10) + 1 as guarantor,
                case when n % 2 = 0 then $1 else 1000000 + (n / 2 % 100)::integer end as practice) r,
            lateral (select case
                when at > $7 then 1
                when m % 30 = 0 then (array[6, 7, 7, 8, 9, 14])[m / 30 % 6 + 1]
                when m % 30 < 4 then 10 when m % 30 = 4 then 11 when m % 30 < 8 then 4 else 5 end as status) s
        """;

    // As the job folds the deltas of all this.
    private const string Counts = """
        insert into notification_count (practice_id, day, channel, profile_id, batch, status, count, minutes)
        select practice_id, (planned_at at time zone 'UTC')::date, channel, profile_id, batch, status, count(*), 0
        from notification group by 1, 2, 3, 4, 5, 6
        """;

    public DateTimeOffset Start { get; } = database.Clock.GetUtcNow().AddDays(-DaysBack);

    private TimeSpan Apart => TimeSpan.FromDays(DaysBack + DaysAhead) / rows;

    /// <summary>The first possible id of a planned instant within the history.</summary>
    /// <param name="at">0 at its beginning, 1 at its end.</param>
    public Guid IdAt(double at)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        var moment = Start + (Apart * rows * at);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(id, moment.ToUnixTimeMilliseconds() << 16);
        return new Guid(id, bigEndian: true);
    }

    public async Task WriteAsync()
    {
        var indexes = await IndexesAsync();
        foreach (var (name, _) in indexes)
        {
            await database.ExecuteAsync($"drop index {name}");
        }

        await ExecuteAsync(Accounts, Database.Value(giant), Database.Value(rows / 10));
        var bites = Enumerable.Range(0, (int)((rows + Bite - 1) / Bite)).Select(n => n * Bite);
        await Parallel.ForEachAsync(
            bites, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (first, _) => await ExecuteAsync(
                Rows, Database.Value(giant), Database.Value(Start), Database.Value(Apart), Database.Value(first),
                Database.Value(Math.Min(first + Bite, rows) - 1), Database.Value(rows),
                Database.Value(database.Clock.GetUtcNow())));
        foreach (var (_, definition) in indexes)
        {
            await database.ExecuteAsync($"set maintenance_work_mem = '1GB'; {definition}");
        }

        await ExecuteAsync(Counts);
        await database.ExecuteAsync("vacuum (freeze, analyze) notification");
        await database.ExecuteAsync("vacuum (freeze, analyze) notification_count");
        await database.ExecuteAsync("vacuum (freeze, analyze) account");
        await database.ExecuteAsync("checkpoint");
    }

    // All but the primary key: built at once, they take a fraction of the time, and are as the product makes them.
    private async Task<List<(string Name, string Definition)>> IndexesAsync()
    {
        await using var command = database.Owner.CreateCommand("""
            select indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
            from pg_index where indrelid = 'notification'::regclass and not indisprimary
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var indexes = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            indexes.Add((reader.GetString(0), reader.GetString(1)));
        }

        return indexes;
    }

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = database.Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
