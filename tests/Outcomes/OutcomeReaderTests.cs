using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Outcomes;

/// <summary>Which payment counts for which notification, and what is counted (decision 0047).</summary>
public sealed class OutcomeReaderTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset From = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Profile = Guid.CreateVersion7();
    private static readonly Guid Template = Guid.CreateVersion7();

    private NpgsqlDataSource? _api;
    private StoredPractice? _practice;
    private int _made;

    public async ValueTask InitializeAsync()
    {
        _practice = await StoredPractice.MakeAsync(postgres);
        _api = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
    }

    public ValueTask DisposeAsync() => _api?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_payment_counts_for_the_last_notification_before_it_and_for_no_other()
    {
        await SendAsync("a", day: 0, rule: "first");
        await SendAsync("a", day: 10, rule: "soon");
        await PayAsync("a", day: 2, 50);
        await PayAsync("a", day: 12.5, 30);
        await PayAsync("a", day: 12.6, 20);
        await PayAsync("b", day: 12, 99); // nobody wrote to her

        var outcomes = (await ReadAsync(OutcomeGrouping.Rule)).ToDictionary(outcome => outcome.Group.Rule!);

        Assert.Equal((1, 50m), (outcomes["first"].Paid.ThreeDays, outcomes["first"].Collected.ThirtyDays));
        Assert.Equal((1, 50m), (outcomes["soon"].Paid.ThreeDays, outcomes["soon"].Collected.ThirtyDays));
        Assert.Equal(2.5m, outcomes["soon"].DaysToPay!.Median);
    }

    [Theory]
    [InlineData(2.99, 1, 1, 1)]
    [InlineData(3, 0, 1, 1)]
    [InlineData(6.99, 0, 1, 1)]
    [InlineData(7, 0, 0, 1)]
    [InlineData(29.99, 0, 0, 1)]
    [InlineData(30, 0, 0, 0)]
    [InlineData(-0.01, 0, 0, 0)]
    public async Task Days_are_counted_from_when_it_went_out_to_when_it_was_paid(double day, int in3, int in7, int in30)
    {
        await SendAsync("a", day: 0);
        await PayAsync("a", day, 80);

        var outcome = Assert.Single(await ReadAsync(OutcomeGrouping.Practice));

        Assert.Equal(new PaidWithin(in3, in7, in30), outcome.Paid);
        Assert.Equal(new CollectedWithin(80m * in3, 80m * in7, 80m * in30), outcome.Collected);
    }

    [Fact]
    public async Task What_was_taken_back_is_no_payment_and_a_write_off_never_was_one()
    {
        await SendAsync("a", day: 0);
        await PayAsync("a", day: 1, 50, id: "P-1");
        await AddLedgerAsync("a", 3, "P-1", "{}");
        await PayAsync("a", day: 1, 60, type: PostingType.WriteOff);

        var outcome = Assert.Single(await ReadAsync(OutcomeGrouping.Practice));

        Assert.Equal((0, 0m, null), (outcome.Paid.ThirtyDays, outcome.Collected.ThirtyDays, outcome.DaysToPay));
    }

    [Fact]
    public async Task A_later_notification_outside_the_span_takes_the_payments_behind_it()
    {
        await SendAsync("a", day: 29);
        await SendAsync("a", day: 31); // in July
        await PayAsync("a", day: 32, 50);

        var outcome = Assert.Single(await ReadAsync(OutcomeGrouping.Practice));

        Assert.Equal((1, 0), (outcome.Sent, outcome.Paid.ThirtyDays));
    }

    [Fact]
    public async Task A_payment_behind_what_went_out_months_late_counts_under_one_report_and_not_under_two()
    {
        await SendAsync("a", day: 0);
        await SendAsync("a", day: -62, sentOn: 5); // planned in March
        await PayAsync("a", day: 6, 50);

        var june = Assert.Single(await ReadAsync(OutcomeGrouping.Practice));
        var march = Assert.Single(await new OutcomeReader(_api!).ReadAsync(
            _practice!.Scope, OutcomeGrouping.Practice, From.AddMonths(-3), From, default));

        Assert.Equal(50m, june.Collected.ThirtyDays + march.Collected.ThirtyDays);
        Assert.Equal((1, 0m), (march.Sent, march.Collected.ThirtyDays));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task A_payment_under_the_number_that_is_left_counts_for_what_went_out_under_the_one_merged_away()
    {
        await _practice!.AddAccountAsync("a", "Ann", "Lee");
        await _practice.AddAccountAsync("b", "Ann", "Lee");
        await _practice.AddAccountAsync("c", "Ann", "Lee");
        await MergeAsync("a", "b");
        await MergeAsync("b", "c");
        await SendAsync("a", day: 0, rule: "first");
        await SendAsync("b", day: 1, rule: "soon");
        await PayAsync("c", day: 2, 50);
        await PayAsync("a", day: 2, 20, id: "P-1");
        await AddLedgerAsync("c", 3, "P-1", "{}"); // taken back under the new number

        var outcomes = (await ReadAsync(OutcomeGrouping.Rule)).ToDictionary(outcome => outcome.Group.Rule!);

        Assert.Equal((0m, 50m), (outcomes["first"].Collected.ThirtyDays, outcomes["soon"].Collected.ThirtyDays));
    }

    [Fact]
    public async Task Tests_count_for_nothing_and_what_was_not_sent_is_only_planned()
    {
        await SendAsync("a", day: 0, test: true);
        await SendAsync("b", day: 0, sent: false);
        var opened = await SendAsync("c", day: 0, channel: Channel.Text, delivered: true, segments: 2);
        await OpenAsync(opened);
        await SendAsync("d", day: 0, channel: Channel.Voice, seconds: 61);
        await PayAsync("b", day: 1, 50);

        var outcome = Assert.Single(await ReadAsync(OutcomeGrouping.Practice));

        Assert.Equal((3, 2, 1, 1), (outcome.Planned, outcome.Sent, outcome.Delivered, outcome.Opened));
        Assert.Equal(new SentVolume(2, 0, 2, 2), outcome.Volume);
        Assert.Equal(0, outcome.Paid.ThirtyDays);
    }

    [Theory]
    [InlineData(OutcomeGrouping.Practice, 1)]
    [InlineData(OutcomeGrouping.Profile, 2)]
    [InlineData(OutcomeGrouping.Rule, 3)]
    [InlineData(OutcomeGrouping.Template, 2)]
    [InlineData(OutcomeGrouping.Channel, 2)]
    public async Task Groups_add_up_to_the_whole(OutcomeGrouping by, int groups)
    {
        await SendAsync("a", 0, "first", revision: 1);
        await SendAsync("b", 1, "soon", revision: 2);
        await SendAsync("c", 2, "soon", revision: 2, channel: Channel.Text);
        await SendAsync("d", 3, "first", profile: Guid.CreateVersion7(), revision: 1);
        await PayAsync("b", 2, 40);

        var outcomes = await ReadAsync(by);

        Assert.Equal((groups, 4), (outcomes.Count, outcomes.Sum(outcome => outcome.Sent)));
        Assert.Equal(40m, outcomes.Sum(outcome => outcome.Collected.ThirtyDays));
    }

    [Fact]
    public async Task Another_practice_sees_nothing_of_it()
    {
        await SendAsync("a", day: 0);
        var stranger = await StoredPractice.MakeAsync(postgres);

        Assert.Empty(await new OutcomeReader(_api!).ReadAsync(stranger.Scope, OutcomeGrouping.Practice, From, To, default));
    }

    [Fact]
    public async Task Notifications_and_payments_are_found_by_their_indexes()
    {
        for (var other = 0; other < 20; other++)
        {
            var practice = await StoredPractice.MakeAsync(postgres);
            await practice.AddNotificationsAsync(Start, 500, [5]);
            await AddPaymentsAsync(practice, 500);
        }

        await _practice!.AddNotificationsAsync(Start, 50, [5]);
        await AddPaymentsAsync(_practice, 50);
        await ExecuteAsync("analyze notification");
        await ExecuteAsync("analyze ledger");

        var plan = await ExplainAsync();

        Assert.Contains("notification_2026_06_practice_id_id_idx", plan, StringComparison.Ordinal);
        Assert.Contains("ledger_payments", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on ledger", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on notification_2026_06", plan, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<Outcome>> ReadAsync(OutcomeGrouping by) =>
        new OutcomeReader(_api!).ReadAsync(_practice!.Scope, by, From, To, default);

    private async Task<Guid> SendAsync(
        string account, double day, string rule = "first", Guid? profile = null, int revision = 1,
        Channel channel = Channel.Email, bool sent = true, bool delivered = false, bool test = false,
        int? segments = null, int? seconds = null, double? sentOn = null)
    {
        var at = Start.AddDays(day);
        await using var command = postgres.Owner.CreateCommand(
            """
            insert into notification (
                id, practice_id, account_key, account, profile_id, rule, template_id, template_revision, channel, purpose,
                status, planned_at, due_at, sent_at, delivered_at, attempts, resent_in_doubt, sequence, test, segments,
                seconds)
            values (
                overlay(bn_first_id($1)::text placing '8001-8001-' || substr(md5($3 || '/' || $2), 1, 12) from 15)::uuid, $3, $4, $4,
                $5, $6, $7, $8, $9, 1, case when $10 is null then 10 else 4 end, $1, $1, $10, $11, 1, 0, 1, $12, $13, $14)
            returning id
            """);
        command.Parameters.Add(Database.Value(at));
        command.Parameters.Add(Database.Value(++_made));
        command.Parameters.Add(Database.Value(_practice!.Scope.Practice!.Value));
        command.Parameters.Add(Database.Value(account));
        command.Parameters.Add(Database.Value(profile ?? Profile));
        command.Parameters.Add(Database.Value(rule));
        command.Parameters.Add(Database.Value(Template));
        command.Parameters.Add(Database.Value(revision));
        command.Parameters.Add(Database.Value((short)channel));
        command.Parameters.Add(Database.Value(sent ? (DateTimeOffset?)Start.AddDays(sentOn ?? day) : null));
        command.Parameters.Add(Database.Value(delivered ? (DateTimeOffset?)at : null));
        command.Parameters.Add(Database.Value(test));
        command.Parameters.Add(Database.Value((short?)segments));
        command.Parameters.Add(Database.Value(seconds));
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private Task MergeAsync(string account, string into) => ExecuteAsync(
        "update account set merged_into = $3 where practice_id = $1 and number = $2",
        Database.Value(_practice!.Scope.Practice!.Value), Database.Value(account), Database.Value(into));

    // As an account tells the ledger.
    private Task PayAsync(
        string account, double day, decimal amount, string? id = null, PostingType type = PostingType.Payment)
    {
        var answer = new PostingAnswer(
            id ?? $"P-{++_made}", type, Money.From(amount), Start.AddDays(day), -Money.From(amount), Money.Zero);
        return AddLedgerAsync(account, 2, answer.PostingId, AccountCommands.ToJson(answer));
    }

    private Task AddLedgerAsync(string account, short kind, string id, string answer) => ExecuteAsync(
        "insert into ledger (practice_id, account_key, kind, id, body_hash, answer) values ($1, $2, $3, $4, 'hash', $5)",
        Database.Value(_practice!.Scope.Practice!.Value), Database.Value(account), Database.Value(kind),
        Database.Value(id), Database.Jsonb(answer));

    private Task AddPaymentsAsync(StoredPractice practice, int count) => ExecuteAsync(
        """
        insert into ledger (practice_id, account_key, kind, id, body_hash, answer)
        select $1, 'k' || n % 100, 2, 'P-' || n, 'hash',
            jsonb_build_object('type', 1, 'amount', 1, 'at', to_char($2 + n * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
        from generate_series(1, $3) n
        """,
        Database.Value(practice.Scope.Practice!.Value), Database.Value(Start), Database.Value(count));

    private Task OpenAsync(Guid notification) => ExecuteAsync(
        """
        insert into link (practice_id, notification_id, purpose, token_hash, account_key, expires_at, opens)
        values ($1, $2, 1, decode(md5($2::text), 'hex'), 'c', bn_now(), 2)
        """,
        Database.Value(_practice!.Scope.Practice!.Value), Database.Value(notification));

    private async Task<string> ExplainAsync()
    {
        await using var batch = _practice!.Scope.Begin(_api!).Add(
            $"explain {OutcomeSql.Of(OutcomeGrouping.Rule)}",
            OutcomeReader.Parameters(_practice.Scope, From, To));
        await using var reader = await RowScope.ExecuteAsync(batch, default);
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = postgres.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}
