using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Json;

namespace BalanceNotifications.Batches;

/// <summary>Switches in files are one-way (design.md 4.8): they set a new account, and later only lower.</summary>
public sealed class BatchSwitchTests
{
    private static readonly JsonSerializerOptions Json =
        StrictJson.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    private static readonly RequestOrigin Origin =
        new("desk", new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero), Guid.CreateVersion7());

    [Theory]
    [InlineData(null, "optedIn", SwitchState.OptedIn)]
    [InlineData(null, "optedOut", SwitchState.OptedOut)]
    [InlineData(SwitchState.OptedIn, "optedIn", SwitchState.OptedIn)]
    [InlineData(SwitchState.OptedIn, "optedOut", SwitchState.OptedOut)]
    [InlineData(SwitchState.OptedOut, "optedIn", SwitchState.OptedOut)]
    [InlineData(SwitchState.ErroredOut, "optedIn", SwitchState.ErroredOut)]
    [InlineData(SwitchState.ErroredOut, "optedOut", SwitchState.OptedOut)]
    [Trait("Rule", "V79")]
    public async Task A_file_lowers_a_switch_and_never_lifts_one(SwitchState? held, string told, SwitchState then)
    {
        var csv = await CsvAsync($"account,email_switch\n100234,{told}\n");
        var ndjson = await NdjsonAsync($$$"""{"account":"100234","switches":{"email":"{{{told}}}"}}""");

        Assert.Equal([then, then], new[] { csv, ndjson }.Select(save => Save(held, save)));
    }

    private static SwitchState Save(SwitchState? held, SaveAccount save)
    {
        var account = held is { } state
            ? new AccountState { Number = "100234", Switches = new() { Email = new(state, null, null, Origin.Now) } }
            : new AccountState();
        return AccountCommands.Save(account, save, NorthClinic.Settings, Origin.Now).Switches.Email.State;
    }

    private static async Task<SaveAccount> CsvAsync(string file) => await SingleAsync(new CsvFile(
        new MemoryStream(Encoding.UTF8.GetBytes(file)), BatchKind.Accounts, 7, [1, 2, 3], Origin).ReadAsync(default));

    private static async Task<SaveAccount> NdjsonAsync(string file) => await SingleAsync(new NdjsonFile(
        PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(file))), BatchKind.Accounts, 7, [1, 2, 3], Origin, Json)
            .ReadAsync(default));

    private static async Task<SaveAccount> SingleAsync(IAsyncEnumerable<IntakeRow> rows) =>
        Database.FromJson<SaveAccount>((await rows.SingleAsync()).Body!);
}
