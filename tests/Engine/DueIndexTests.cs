using BalanceNotifications.Fixtures;
using PacedEngine.Reminders;

namespace BalanceNotifications.Engine;

/// <summary>The due index, empty before each test: what is due is what the test put there.</summary>
[Collection(DueTable.Name)]
public sealed class DueIndexTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Lease = Nine.AddMinutes(2);

    private readonly DueIndex _index = new(postgres.Owner);

    public async ValueTask InitializeAsync() => await DueTable.EmptyAsync(postgres);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_due_is_taken_once_the_longest_due_first()
    {
        await RegisterAsync("a", "late", Nine.AddMinutes(-1));
        await RegisterAsync("a", "later", Nine.AddMinutes(-5));
        await RegisterAsync("a", "ahead", Nine.AddSeconds(1));

        Assert.Equal(["later"], await TakenAsync(Nine, 1));
        Assert.Equal(["late"], await TakenAsync(Nine, 10));
        Assert.Empty(await TakenAsync(Nine, 10));
    }

    [Fact]
    public async Task Two_that_take_at_the_same_moment_never_take_the_same()
    {
        for (var reminder = 0; reminder < 200; reminder++)
        {
            await RegisterAsync("a", $"r{reminder}", Nine);
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakenAsync(Nine, 25)));

        Assert.Equal(200, taken.SelectMany(names => names).Distinct().Count());
        Assert.Equal(200, taken.Sum(names => names.Count));
    }

    [Fact]
    public async Task What_a_dead_silo_had_taken_comes_back_when_its_lease_ends()
    {
        await RegisterAsync("a", "r", Nine);
        await TakenAsync(Nine, 1);

        Assert.Empty(await TakenAsync(Lease.AddSeconds(-1), 1));
        var again = Assert.Single(await _index.ClaimOldestAsync(Lease, 1, Lease.AddMinutes(2)));
        Assert.Equal(2, again.Attempts);
    }

    [Fact]
    public async Task One_tenant_with_a_thousand_overdue_leaves_the_others_their_share()
    {
        for (var reminder = 0; reminder < 1000; reminder++)
        {
            await RegisterAsync("giant", $"g{reminder}", Nine.AddHours(-1));
        }

        foreach (var tenant in new[] { "small-1", "small-2", "small-3" })
        {
            await RegisterAsync(tenant, tenant, Nine);
        }

        var tenants = await _index.DueTenantsAsync(Nine, "", 100, default);
        var shares = await _index.ClaimSharesAsync(tenants, Nine, 8, Lease);

        Assert.Equal(["giant", "small-1", "small-2", "small-3"], tenants);
        Assert.Equal(5, shares.Count);
        Assert.Equal(
            ["small-1", "small-2", "small-3"],
            shares.Select(claim => claim.Row.Key.Name).Where(name => name.StartsWith('s')).Order());
    }

    [Fact]
    public async Task With_a_little_more_room_than_tenants_each_of_them_is_served()
    {
        var tenants = Enumerable.Range(10, 20).Select(number => $"t{number}").ToArray();
        foreach (var tenant in tenants)
        {
            await RegisterAsync(tenant, $"{tenant}-1", Nine);
            await RegisterAsync(tenant, $"{tenant}-2", Nine);
        }

        var shares = await _index.ClaimSharesAsync(tenants, Nine, 32, Lease);

        Assert.Equal(tenants, shares.Select(claim => claim.Row.Key.Name[..3]).Distinct().Order());
    }

    [Fact]
    public async Task A_reminder_that_was_removed_and_registered_anew_is_another_one()
    {
        await RegisterAsync("a", "r", Nine);
        var claim = Assert.Single(await _index.ClaimOldestAsync(Nine, 1, Lease));
        await _index.WriteAsync([new DueChange.Remove(claim.Row.Key, claim.Row.Version)]);
        await RegisterAsync("a", "r", Nine.AddDays(1));

        Assert.Equal([null], await _index.WriteAsync(
            [new DueChange.Settle(claim.Row.Key, claim.Row.Version, Nine.AddMinutes(1), 0, null)]));
    }

    [Fact]
    public async Task The_walk_over_tenants_goes_on_where_it_stopped()
    {
        foreach (var tenant in new[] { "a", "b", "c" })
        {
            await RegisterAsync(tenant, tenant, Nine);
        }

        await RegisterAsync("bb", "ahead", Nine.AddHours(1));

        Assert.Equal(["a", "b"], await _index.DueTenantsAsync(Nine, "", 2, default));
        Assert.Equal(["c"], await _index.DueTenantsAsync(Nine, "b", 2, default));
    }

    [Fact]
    public async Task A_delivery_that_ends_after_the_grain_registered_anew_moves_nothing()
    {
        await RegisterAsync("a", "r", Nine);
        var claim = Assert.Single(await _index.ClaimOldestAsync(Nine, 1, Lease));
        await RegisterAsync("a", "r", Nine.AddDays(7));

        Assert.Equal([null], await _index.WriteAsync(
            [new DueChange.Settle(claim.Row.Key, claim.Row.Version, Nine.AddMinutes(1), 0, null)]));

        Assert.Equal(Nine.AddDays(7), Assert.Single(await _index.FindAsync("grain/r", "r", default)).DueAt);
    }

    [Fact]
    public async Task What_is_parked_is_not_taken_until_somebody_takes_it_up_again()
    {
        await RegisterAsync("a", "r", Nine);
        var claim = Assert.Single(await _index.ClaimOldestAsync(Nine, 1, Lease));
        await _index.WriteAsync([new DueChange.Settle(claim.Row.Key, claim.Row.Version, Nine, 20, Nine)]);
        var parked = new ParkedReminders(postgres.Owner);

        Assert.Empty(await TakenAsync(Nine.AddDays(1), 1));
        Assert.Empty(await _index.DueTenantsAsync(Nine.AddDays(1), "", 10, default));
        Assert.Equal(1, await parked.CountAsync(default));

        Assert.Equal(1, await parked.TakeUpAsync(Nine.AddDays(1), "grain/r", default));
        Assert.Equal(["r"], await TakenAsync(Nine.AddDays(1), 1));
    }

    [Fact]
    public async Task Registering_unregistering_and_settling_share_a_statement_and_not_a_fate()
    {
        var going = (await RegisterAsync("a", "going", Nine))[0]!.Value;
        await RegisterAsync("a", "stale", Nine);

        var versions = await _index.WriteAsync(
        [
            Registration("a", "coming", Nine),
            new DueChange.Remove(new("grain/going", "going"), going),
            new DueChange.Remove(new("grain/stale", "stale"), going),
        ]);

        Assert.Equal([true, true, false], versions.Select(version => version is not null));
        Assert.Empty(await _index.FindAsync("grain/going", null, default));
        Assert.Single(await _index.FindAsync("grain/stale", null, default));
    }

    [Fact]
    public async Task The_backlog_says_how_many_are_due_and_since_when()
    {
        await RegisterAsync("a", "r1", Nine.AddMinutes(-3));
        await RegisterAsync("a", "r2", Nine);
        await RegisterAsync("a", "ahead", Nine.AddSeconds(1));

        Assert.Equal((2, Nine.AddMinutes(-3)), await _index.BacklogAsync(Nine, default));
    }

    private async Task<IReadOnlyList<string>> TakenAsync(DateTimeOffset now, int most) =>
        [.. (await _index.ClaimOldestAsync(now, most, now.AddMinutes(2))).Select(claim => claim.Row.Key.Name)];

    private Task<long?[]> RegisterAsync(string tenant, string name, DateTimeOffset dueAt) =>
        _index.WriteAsync([Registration(tenant, name, dueAt)]);

    private static DueChange.Register Registration(string tenant, string name, DateTimeOffset dueAt) =>
        new(new($"grain/{name}", name), tenant, dueAt, TimeSpan.FromMinutes(1));
}
