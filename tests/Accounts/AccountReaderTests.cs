using BalanceNotifications.Events;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Accounts;

public sealed class AccountReaderTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_search_finds_the_beginning_of_a_number_or_of_a_name()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await practice.AddAccountAsync("100234", "Ann", "Lee");
        await practice.AddAccountAsync("100235", "Bob", "Leeds");
        await practice.AddAccountAsync("Lee-7", "Cid", "Moss");
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        var reader = new AccountReader(database);

        Assert.Equal(["100234", "100235", "Lee-7"], await FindAsync(null));
        Assert.Equal(["100234", "100235"], await FindAsync("1002"));
        Assert.Equal(["100234", "100235", "Lee-7"], await FindAsync("Lee"));
        Assert.Equal(["100234", "100235"], await FindAsync("lee"));
        Assert.Equal(["100234"], await FindAsync("LEE A"));
        Assert.Empty(await FindAsync("%"));

        async Task<IEnumerable<string>> FindAsync(string? query) =>
            (await reader.ListAsync(
                practice.Scope, new(query is null ? null : AccountSearch.Of(query, [1])), null, 50, default)).Items.Select(account => account.Number);
    }

    [Fact]
    public async Task A_page_ends_with_where_the_next_begins()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await practice.AddAccountAsync("a", "Ann", "Lee");
        await practice.AddAccountAsync("B", "Bob", "Lee");
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        var reader = new AccountReader(database);

        var first = await reader.ListAsync(practice.Scope, new(AccountSearch.Of("lee", [1])), null, 1, default);
        var second = await reader.ListAsync(practice.Scope, new(AccountSearch.Of("lee", [1])), first.Items[0].Number, 1, default);

        Assert.Equal(("B", "a"), (first.Items[0].Number, second.Items[0].Number));
        Assert.NotNull(first.Next);
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("ANN@home.example", "1")]
    [InlineData("new@home.example", "2")]
    [InlineData("safe@home.example", "3")]
    [InlineData("+1 312 555 0123", "1")]
    [InlineData("(312) 555-0124", "2")]
    [InlineData("312.555.0125", "3")]
    [InlineData("312555012", "")]
    [InlineData("home.example", "")]
    public async Task An_account_is_found_by_any_of_its_addresses_whole_and_in_any_usual_spelling(
        string query, string numbers)
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await TellAsync("1", new("Ann", "Lee", Email: "ann@home.example", Phone: "+13125550123"));
        await TellAsync("2", new("Bob", "Lee", Preferred: new("new@home.example", "+13125550124")));
        await TellAsync("3", new("Cid", "Lee", Confidential: new("safe@home.example", "+13125550125")));
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));

        var found = await new AccountReader(database).ListAsync(
            practice.Scope, new(AccountSearch.Of(query, Salt)), null, 50, default);

        Assert.Equal(numbers, string.Join(' ', found.Items.Select(account => account.Number)));

        Task TellAsync(string number, AccountDetails details) => TellRowAsync(
            practice, new AccountState { Number = number, Details = details });
    }

    [Fact]
    public async Task The_lists_by_status_show_who_is_on_hold_and_whose_address_wants_mending()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await TellRowAsync(practice, new() { Number = "1", Holds = [Hold(null)] });
        await TellRowAsync(practice, new() { Number = "2", Holds = [Hold(TimeSpan.FromDays(-1))] });
        await TellRowAsync(practice, new() { Number = "3", Holds = [Hold(TimeSpan.FromDays(1)), Hold(TimeSpan.FromDays(-1))] });
        await TellRowAsync(practice, new() { Number = "4", Switches = new() { Email = new(SwitchState.ErroredOut) } });
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        var reader = new AccountReader(database);

        Assert.Equal(["1", "3"], await ListAsync(AccountStatus.OnHold, null));
        Assert.Equal(["4"], await ListAsync(AccountStatus.ErroredOut, null));
        Assert.Equal(["3"], await ListAsync(AccountStatus.OnHold, AccountSearch.Of("3", Salt)));

        async Task<IEnumerable<string>> ListAsync(AccountStatus status, AccountSearch? search) =>
            (await reader.ListAsync(practice.Scope, new(search, status), null, 50, default)).Items.Select(a => a.Number);
    }

    private static byte[] Salt => [1];

    private static Hold Hold(TimeSpan? ends) => new(
        "h", HoldReason.Dispute, ends is { } span ? TimeProvider.System.GetUtcNow() + span : null, "", default, "test");

    private async Task TellRowAsync(StoredPractice practice, AccountState state)
    {
        var key = AccountKey.Of(practice.Scope.Practice!.Value, Salt, state.Number!);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));
        await new AccountJournal(database, new EventInterest(database)).WriteAsync(
            (state with { Sequence = 1 }).TellRow().Page(key, Salt), default);
    }
}
