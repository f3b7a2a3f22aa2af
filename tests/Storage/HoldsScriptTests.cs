using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace BalanceNotifications.Storage;

/// <summary>The schema script 0048 on accounts that were on hold before there was a worklist, in a database of its own.</summary>
public sealed class HoldsScriptTests : IAsyncLifetime
{
    private static readonly SystemTextJsonGrainStorageSerializer States =
        new(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));

    private readonly PostgresFixture _postgres = new();

    public ValueTask InitializeAsync() => _postgres.InitializeAsync();

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task Holds_that_stood_before_the_worklist_are_on_it_and_a_state_that_cannot_be_read_stops_nothing()
    {
        var practice = await StoredPractice.MakeAsync(_postgres);
        await practice.AddAccountAsync("held", "Ann", "Lee");
        await practice.AddAccountAsync("broken", "Bob", "Lee");
        await practice.AddAccountAsync("free", "Cid", "Lee");
        var until = TimeProvider.System.GetUtcNow().AddDays(3);
        var state = new AccountState
        {
            Number = "held",
            Holds =
            [
                new("H-1", HoldReason.Dispute, until, "", until.AddDays(-9), "biller"),
                new("H-2", HoldReason.Other, null, "", until.AddDays(-9), "biller"),
            ],
        };
        await StoreAsync(practice, "held", States.Serialize(state).ToString());
        await StoreAsync(practice, "broken", "!{}");
        await ExecuteAsync("update account set hold_until = 'infinity' where number in ('held', 'broken')");

        await RunAgainAsync();

        var hold = Assert.Single((await new HoldList(_postgres.Owner)
            .ListAsync(practice.Scope, 5, null, null, 50, default)).Items);
        Assert.Equal(("held", HoldReason.Dispute, "biller", "H-1"), (hold.Account, hold.Reason, hold.PlacedBy, hold.Key.Id));
        Assert.Equal(until, hold.Key.Until, TimeSpan.FromMilliseconds(1));
    }

    // As if the version before had written what is there.
    private async Task RunAgainAsync()
    {
        await ExecuteAsync("drop index account_merged");
        await ExecuteAsync(await File.ReadAllTextAsync(Repository.File("storage/Schema/0048-stopping-and-holds.sql")));
    }

    private async Task StoreAsync(StoredPractice practice, string account, string state)
    {
        await using var command = _postgres.Owner.CreateCommand(
            """
            insert into orleansstorage (
                grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
                payloadbinary, modifiedon, version)
            values (hashtext($1), 0, 0, 1, 'account', $1, 'test', convert_to($2, 'UTF8'), bn_now(), 1)
            """);
        command.Parameters.Add(Database.Value($"{practice.Scope.Practice}/{account}"));
        command.Parameters.Add(Database.Value(state));
        await command.ExecuteNonQueryAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _postgres.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
