using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>
/// What is behind a seal cannot be changed unseen, not by a superuser either, and no line slips in behind one for coming
/// late.
/// </summary>
[Collection(ApiFixture.Name)]
public sealed class AuditChainTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task Seals_follow_each_other_over_every_line()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await trail.AddAsync("second");
        await trail.SealAsync();
        await trail.AddAsync("third");

        var verdict = await trail.VerifyAsync();

        Assert.Null(verdict.Broken);
        Assert.Equal((2, 2, 1), (verdict.Seals, (int)verdict.Rows, (int)verdict.Unsealed!));
        Assert.Equal((0, null), ((int)verdict.Late, verdict.Next));
    }

    [Theory]
    [InlineData("update audit set actor = 'somebody else' where practice_id = $1 and action = 'test.second'", 2, SealFault.Changed)]
    [InlineData("update audit set at = at - interval '1 microsecond' where practice_id = $1 and action = 'test.second'", 2, SealFault.Changed)]
    [InlineData("""update audit set detail = '{"a": 2}' where practice_id = $1 and action = 'test.third'""", 3, SealFault.Changed)]
    [InlineData("delete from audit where practice_id = $1 and action = 'test.second'", 2, SealFault.RowsDeleted)]
    [InlineData("delete from audit where practice_id = $1", 1, SealFault.RowsDeleted)]
    [InlineData(
        """
        insert into audit (practice_id, id, at, actor, action, subject, written_in)
        select practice_id, gen_random_uuid(), at, 'somebody', 'test.never', 'x', written_in
        from audit where practice_id = $1 and action = 'test.second'
        """,
        2, SealFault.RowsInserted)]
    [InlineData(
        """
        update audit set written_in = (select written_in from audit where practice_id = $1 and action = 'test.third')
        where practice_id = $1 and action = 'test.second'
        """,
        2, SealFault.RowsDeleted)]
    [InlineData("delete from audit_seal where $1 > 0 and trail = $2 and sequence = 2", 3, SealFault.Missing)]
    [InlineData("update audit_seal set hash = sha256('x') where $1 > 0 and trail = $2 and sequence = 2", 2, SealFault.Changed)]
    [InlineData("update audit_seal set sealed_at = sealed_at - interval '1 day' where $1 > 0 and trail = $2 and sequence = 2", 2, SealFault.Changed)]
    [InlineData("update audit_seal set last_id = gen_random_uuid() where $1 > 0 and trail = $2 and sequence = 1", 1, SealFault.Changed)]
    [InlineData("update audit_seal set from_xact = '0' where $1 > 0 and trail = $2 and sequence = 3", 3, SealFault.Unlinked)]
    public async Task What_a_superuser_does_behind_a_seal_is_found_and_the_first_broken_seal_is_named(
        string tampering, int seal, SealFault fault)
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await trail.AddAsync("second");
        await trail.SealAsync();
        await trail.AddAsync("third");
        await trail.SealAsync();
        Assert.Null((await trail.VerifyAsync()).Broken);

        await trail.ExecuteAsync(tampering);

        var broken = (await trail.VerifyAsync()).Broken!;
        Assert.Equal((seal, fault), (broken.Sequence, broken.Fault));
    }

    [Fact]
    public async Task A_transaction_of_more_lines_than_one_seal_takes_is_sealed_whole()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await trail.ExecuteAsync(
            """
            insert into audit (practice_id, id, actor, action, subject)
            select $1, gen_random_uuid(), 'x', 'test.many', 'x' from generate_series(1, 3)
            """);

        await trail.SealAsync(bite: 2);

        var verdict = await trail.VerifyAsync();
        Assert.Equal((null, 4, 0), (verdict.Broken, (int)verdict.Rows, (int)verdict.Unsealed!));
    }

    [Fact]
    public async Task A_line_that_is_dated_back_and_written_today_shows_in_the_seal_of_today()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);

        await trail.ExecuteAsync(
            """
            insert into audit (practice_id, id, at, actor, action, subject)
            values ($1, '01900000-0000-7000-8000-000000000001', bn_now() - interval '400 days', 'x', 'test.never', 'x')
            """);
        await trail.SealAsync();

        var verdict = await trail.VerifyAsync();
        Assert.Equal((null, 1, 2), (verdict.Broken, (int)verdict.Late, verdict.FirstLate));
    }

    [Fact]
    public async Task A_chain_that_was_cut_off_or_made_anew_is_found_by_a_head_that_was_written_down()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await trail.AddAsync("second");
        await trail.SealAsync();
        var chain = (await trail.VerifyAsync()).Chain;
        var head = new KnownSeal(chain.Sequence, chain.Hash);
        Assert.Null((await trail.VerifyAsync(head)).Broken);

        await trail.ExecuteAsync("delete from audit_seal where $1 > 0 and trail = $2 and sequence = 2");
        await trail.ExecuteAsync("delete from audit where practice_id = $1 and action = 'test.second'");
        Assert.Null((await trail.VerifyAsync()).Broken);
        var cut = (await trail.VerifyAsync(head)).Broken!;
        await trail.AddAsync("other");
        await trail.SealAsync();
        var anew = (await trail.VerifyAsync(head)).Broken!;

        Assert.Equal((2, SealFault.Missing), (cut.Sequence, cut.Fault));
        Assert.Equal((2, SealFault.Exchanged), (anew.Sequence, anew.Fault));
    }

    [Fact]
    public async Task A_line_whose_transaction_ends_late_is_waited_for_and_waits_for_nothing()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await using var connection = await postgres.Owner.OpenConnectionAsync();
        await using var late = await connection.BeginTransactionAsync();
        await trail.AddAsync("late", connection);
        await trail.AddAsync("early");

        Assert.False(await trail.TrySealAsync());
        await late.CommitAsync();
        await trail.SealAsync();

        var verdict = await trail.VerifyAsync();
        Assert.Equal((null, 2, 3, 0), (verdict.Broken, verdict.Seals, (int)verdict.Rows, (int)verdict.Unsealed!));
    }

    [Fact]
    public async Task Many_lines_are_sealed_in_bites_and_verified_in_stretches()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        for (var line = 0; line < 7; line++)
        {
            await trail.AddAsync($"n{line}");
        }

        await trail.SealAsync(bite: 2);

        var verdict = await trail.VerifyAsync();
        Assert.Equal((null, 8, 0), (verdict.Broken, (int)verdict.Rows, (int)verdict.Unsealed!));
        Assert.InRange(verdict.Seals, 4, 5);
        var rest = await trail.VerifyAsync(from: 3);
        Assert.Equal((null, verdict.Seals - 2), (rest.Broken, rest.Seals));
        await trail.ExecuteAsync("delete from audit_seal where $1 > 0 and trail = $2 and sequence = 2");
        Assert.Equal(SealFault.Missing, (await trail.VerifyAsync(from: 3)).Broken!.Fault);
    }

    [Fact]
    public async Task Two_silos_at_once_make_one_chain()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await trail.AddAsync("second");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => trail.TrySealAsync()));
        await trail.SealAsync();

        Assert.Equal((null, 2), ((await trail.VerifyAsync()).Broken, (await trail.VerifyAsync()).Seals));
    }

    [Fact]
    public async Task The_installation_has_a_chain_of_its_own()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        await trail.ExecuteAsync(
            """
            insert into installation_audit (id, actor, action)
            select gen_random_uuid(), 'test', 'installation.test' where $1 > 0
            """);

        await trail.SealEverythingAsync();

        var verdict = (await api.GetAsync("/v1/audit/verify")).Body;
        Assert.True((bool)verdict["ok"]!);
        Assert.True((int)verdict["seals"]! >= 1);
        Assert.Null((await trail.VerifyAsync()).Broken);
    }

    [Fact]
    public async Task Over_http_the_answer_names_the_head_and_the_first_broken_seal()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        var holds = (await api.GetAsync($"{trail.Path}/audit/verify")).Body;
        await trail.ExecuteAsync("update audit set actor = 'x' where practice_id = $1");
        var broken = (await api.GetAsync($"{trail.Path}/audit/verify?head={holds["head"]}")).Body;

        Assert.Equal((true, 1), ((bool)holds["ok"]!, (int)holds["seals"]!));
        Assert.Matches("^1:[0-9a-f]{64}$", (string)holds["head"]!);
        Assert.False((bool)broken["ok"]!);
        Assert.Equal((1, "changed"), ((int)broken["broken"]!["sequence"]!, (string)broken["broken"]!["fault"]!));
        Assert.Equal(["from", "head"], (await api.GetAsync($"{trail.Path}/audit/verify?from=0&head=1:abc")).Fields);
    }

    [Fact]
    public async Task The_command_tells_by_its_exit_code()
    {
        await using var trail = await SealedTrail.MakeAsync(api, postgres);
        string[] verify =
        [
            "verify", "--url", $"{api.Client.BaseAddress}", "--key", ApiKeys.Admin, "--practice",
            trail.Path.Split('/')[^1],
        ];
        var holds = await AuditCommand.Create().Parse(verify).InvokeAsync();
        await trail.ExecuteAsync("delete from audit where practice_id = $1");
        var broken = await AuditCommand.Create().Parse(verify).InvokeAsync();

        Assert.Equal((0, 1), (holds, broken));
    }
}
