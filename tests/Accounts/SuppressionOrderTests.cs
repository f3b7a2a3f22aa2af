using BalanceNotifications.Events;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Accounts tell in any order; a stale activation tells last. The instants decide.</summary>
public sealed class SuppressionOrderTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("o1", true)]
    [InlineData("l1", false)]
    [InlineData("o1 l2", false)]
    [InlineData("l2 o1", false)]
    [InlineData("l1 o2", true)]
    [InlineData("o2 l1", true)]
    [InlineData("o3 l2 o1", true)]
    [InlineData("l3 o1 o2", false)]
    [InlineData("o1 l2 o1", false)]
    [InlineData("o2 l2", true)]
    public async Task The_newer_of_opt_out_and_lift_counts_in_whatever_order_they_are_told(
        string told, bool suppressed)
    {
        var practice = await StoredPractice.MakeAsync(postgres);
        var id = practice.Scope.Practice!.Value;
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));
        var lines = told.Split(' ').Select(Line).ToArray();

        foreach (var line in lines)
        {
            await TellAsync(line);
        }

        Assert.Equal(suppressed, await IsSuppressedAsync());

        await TellAsync(lines);
        Assert.Equal(suppressed, await IsSuppressedAsync());

        Task TellAsync(params SuppressionLine[] page) => new AccountJournal(database, new EventInterest(database)).WriteAsync(
            new(AccountKey.Of(id, [1], "100234"), "100234", [], [], [], [], Row: null, [.. page]), default);

        Task<bool> IsSuppressedAsync() =>
            new Suppressions(database).ContainsAsync(id, Channel.Text, [7], default);
    }

    private static SuppressionLine Line(string told)
    {
        var at = Start.AddHours(told[1] - '0');
        return told[0] is 'o'
            ? new(Channel.Text, [7], at, null, "provider", "twilio 21610")
            : new(Channel.Text, [7], null, at, null, null);
    }
}
