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
            (await reader.ListAsync(practice.Scope, query, null, 50, default)).Items.Select(account => account.Number);
    }

    [Fact]
    public async Task A_page_ends_with_where_the_next_begins()
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        await practice.AddAccountAsync("a", "Ann", "Lee");
        await practice.AddAccountAsync("B", "Bob", "Lee");
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        var reader = new AccountReader(database);

        var first = await reader.ListAsync(practice.Scope, "lee", null, 1, default);
        var second = await reader.ListAsync(practice.Scope, "lee", first.Items[0].Number, 1, default);

        Assert.Equal(("B", "a"), (first.Items[0].Number, second.Items[0].Number));
        Assert.NotNull(first.Next);
        Assert.Null(second.Next);
    }
}
