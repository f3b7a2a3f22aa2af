using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Upkeep;

/// <summary>What housekeeping clears away, as the silo's role.</summary>
public sealed class LeftoverTests(PostgresFixture postgres)
{
    private static readonly Guid Batch = Guid.CreateVersion7();

    [Theory]
    [InlineData(8, 8, true)]
    [InlineData(8, 6, false)] // a slow retry may still come
    [InlineData(6, 8, false)] // told to history late
    [InlineData(8, null, false)] // under way
    public async Task A_file_row_is_forgotten_a_week_after_its_batch(int recordedDaysAgo, int? endedDaysAgo, bool gone)
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await AddBatchAsync(practice, endedDaysAgo);
        await AddLedgerAsync(practice, LedgerKind.Row, $"{Batch:n}/1", recordedDaysAgo);

        await ForgetRowsAsync();

        Assert.Equal(gone ? 0 : 1, await CountAsync("ledger", practice));
    }

    [Fact]
    public async Task Bite_by_bite_all_of_them_go_and_what_makes_a_repeat_harmless_stays()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await AddBatchAsync(practice, endedDaysAgo: 8);
        foreach (var row in Enumerable.Range(1, 7))
        {
            await AddLedgerAsync(practice, LedgerKind.Row, $"{Batch:n}/{row}", daysAgo: 8);
        }

        foreach (var kind in Enum.GetValues<LedgerKind>().Except([LedgerKind.Row]))
        {
            await AddLedgerAsync(practice, kind, "S-1", daysAgo: 4000);
        }

        await ForgetRowsAsync(bite: 3);

        Assert.Equal(Enum.GetValues<LedgerKind>().Length - 1, await CountAsync("ledger", practice));
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(6, false)] // somebody may tell one again
    [InlineData(null, false)] // under way
    public async Task What_the_rows_of_a_batch_said_is_dropped_a_week_after_its_end(int? endedDaysAgo, bool gone)
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await AddBatchAsync(practice, endedDaysAgo);
        await ExecuteAsync("update batch set rows = 12 where id = $1", Database.Value(Batch));
        await ExecuteAsync(
            """
            insert into batch_row (practice_id, batch, row, state, body) select $1, $2, n, 0, '{}'
            from generate_series(1, 12) n, set_config('bn.practices', $1::text, true)
            """,
            Database.Value(practice.Scope.Practice!.Value), Database.Value(Batch));

        await using (var silo = Silo())
        {
            await new Leftovers(silo).DropBodiesAsync(default, bite: 5);
        }

        await using var command = postgres.Owner.CreateCommand(
            "select count(*) from batch_row where batch = $1 and practice_id = $2 and body is not null");
        command.Parameters.Add(Database.Value(Batch));
        command.Parameters.Add(Database.Value(practice.Scope.Practice!.Value));
        Assert.Equal(gone ? 0L : 12L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_silo_cannot_forget_a_posting()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await AddLedgerAsync(practice, LedgerKind.Posting, "P-1", daysAgo: 4000);
        await using var silo = Silo();
        await using var command = silo.CreateCommand("delete from ledger where practice_id = $1");
        command.Parameters.Add(Database.Value(practice.Scope.Practice!.Value));

        await command.ExecuteNonQueryAsync();

        Assert.Equal(1, await CountAsync("ledger", practice));
    }

    [Theory]
    [InlineData(31, 0, true)]
    [InlineData(31, 1, false)] // who opened it is history
    [InlineData(29, 0, false)] // its page says that a newer message has a newer link
    [InlineData(-1, 0, false)]
    public async Task A_link_that_nobody_opened_goes_a_month_after_its_end(int endedDaysAgo, int opens, bool gone)
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await ExecuteAsync(
            """
            insert into link (practice_id, notification_id, purpose, token_hash, account_key, expires_at, opens)
            values ($1, gen_random_uuid(), 1, sha256(gen_random_uuid()::text::bytea), 'k',
                bn_now() - $2 * interval '1 day', $3)
            """,
            Database.Value(practice.Scope.Practice!.Value), Database.Value(endedDaysAgo), Database.Value(opens));

        await using (var silo = Silo())
        {
            await new Leftovers(silo).DropLinksAsync(default, bite: 1);
        }

        Assert.Equal(gone ? 0 : 1, await CountAsync("link", practice));
    }

    private NpgsqlDataSource Silo() => NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));

    private async Task ForgetRowsAsync(int bite = 5_000)
    {
        await using var silo = Silo();
        await new Leftovers(silo).ForgetRowsAsync(default, bite);
    }

    private Task AddBatchAsync(StoredPractice practice, int? endedDaysAgo) => ExecuteAsync(
        """
        insert into batch (practice_id, id, kind, status, created_by, ended_at)
        values ($1, $2, 3, 3, 'test', bn_now() - $3 * interval '1 day')
        """,
        Database.Value(practice.Scope.Practice!.Value), Database.Value(Batch), Database.Value(endedDaysAgo));

    [Fact]
    public async Task What_guarantors_texted_back_goes_after_six_years_and_the_opt_out_stays()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        foreach (var (sid, days) in ((string, int)[])[("SM-old", 2193), ("SM-new", 2190)])
        {
            await ExecuteAsync(
                """
                with came as (
                    insert into inbound (practice_id, id, message_sid, received_at, from_hash, sent_to, meaning, wording)
                    values ($1, gen_random_uuid(), $2, bn_now() - $3 * interval '1 day', '\x01', '+13125550111', 1, 'STOP')
                    returning id)
                insert into inbound_account select $1, 'k', id from came
                """,
                Database.Value(practice.Scope.Practice!.Value), Database.Value(sid), Database.Value(days));
        }

        await ExecuteAsync(
            "insert into suppression values ($1, 2, '\\x01', bn_now() - interval '7 years', 'text', 'STOP')",
            Database.Value(practice.Scope.Practice!.Value));

        await using (var silo = Silo())
        {
            await new Leftovers(silo).DropInboundAsync(default);
        }

        Assert.Equal(1, await CountAsync("inbound", practice));
        Assert.Equal(1, await CountAsync("inbound_account", practice));
        Assert.Equal(1, await CountAsync("suppression", practice));
    }

    [Theory]
    [InlineData(91, 0)]
    [InlineData(89, 7)] // somebody may look at it, or undo it
    public async Task An_action_goes_after_ninety_days_and_what_it_was_about_before_it_and_bite_by_bite(int endedDaysAgo, int left)
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await ExecuteAsync(
            """
            with asked as (
                insert into notification_action (practice_id, id, action, status, created_by, ended_at)
                values ($1, gen_random_uuid(), 'archive', 3, 'test', bn_now() - $2 * interval '1 day')
                returning id)
            insert into notification_action_item (practice_id, action_id, notification_id, account_key, status, sequence)
            select $1, id, gen_random_uuid(), 'k', 7, 1 from asked, generate_series(1, 7)
            """,
            Database.Value(practice.Scope.Practice!.Value), Database.Value(endedDaysAgo));
        await using var silo = Silo();
        await using (var bite = silo.CreateCommand(Leftovers.DropActionItems))
        {
            bite.Parameters.Add(Database.Value(Leftovers.ActionsKnownForDays));
            bite.Parameters.Add(Database.Value(3));
            Assert.Equal(left == 0 ? 3 : 0, await bite.ExecuteNonQueryAsync());
        }

        Assert.Equal(1, await CountAsync("notification_action", practice));
        await new Leftovers(silo).DropActionsAsync(default, bite: 3);

        Assert.Equal(left, await CountAsync("notification_action_item", practice));
        Assert.Equal(left == 0 ? 0 : 1, await CountAsync("notification_action", practice));
    }

    private Task AddLedgerAsync(StoredPractice practice, LedgerKind kind, string id, int daysAgo) => ExecuteAsync(
        "insert into ledger values ($1, 'k', $2, $3, '', '{}', bn_now() - $4 * interval '1 day')",
        Database.Value(practice.Scope.Practice!.Value), Database.Value((short)kind), Database.Value(id),
        Database.Value(daysAgo));

    private async Task<long> CountAsync(string table, StoredPractice practice)
    {
        await using var command = postgres.Owner.CreateCommand($"select count(*) from {table} where practice_id = $1");
        command.Parameters.Add(Database.Value(practice.Scope.Practice!.Value));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
