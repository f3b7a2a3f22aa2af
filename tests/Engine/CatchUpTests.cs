using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Uses;
using static BalanceNotifications.Uses.PracticeDesk;

namespace BalanceNotifications.Engine;

/// <summary>What fell due while no silo ran.</summary>
public sealed class CatchUpTests
{
    [Theory, InlineData("AdoNet"), InlineData("Paced")]
    public async Task What_fell_due_while_no_silo_ran_goes_out_when_one_comes_back(string engine)
    {
        await using var town = await DrivenTown.FoundAsync(engine);
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var notice = await desk.WriteEmailAsync("<p>{{ guarantor.firstName }}, you owe {{ statement.amountDue }}</p>");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["notifications"] = new JsonArray(
                Rule("notice", "email", notice, "on", "statementDate", 0, "statement", audience: "paperless")),
        });
        await desk.RegisterAsync("100", "Ann", paperless: true);
        await desk.BillAsync("100", "S-1", DrivenTown.Monday, 120.00m);

        await town.StopSiloAsync();
        await town.SleepToAsync(DrivenTown.Monday, "11:00");
        Assert.Empty(desk.MailboxOf("Ann"));
        await town.StartSiloAsync();
        await town.PassToAsync(DrivenTown.Monday, "11:05");

        Assert.Single(desk.MailboxOf("Ann"));
        Assert.Equal("Sent", Assert.Single(await desk.HistoryAsync("100")));
    }

    [Fact]
    public async Task A_silo_with_the_engine_that_does_not_see_the_reminders_does_not_start()
    {
        await using var town = await DrivenTown.FoundAsync("AdoNet");
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var notice = await desk.WriteEmailAsync("<p>You owe {{ statement.amountDue }}</p>");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["notifications"] = new JsonArray(
                Rule("notice", "email", notice, "on", "statementDate", 0, "statement", audience: "paperless")),
        });
        await desk.RegisterAsync("100", "Ann", paperless: true);
        await desk.BillAsync("100", "S-1", DrivenTown.Monday, 120.00m);
        await town.StopSiloAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => town.StartSiloAsync("Paced"));

        Assert.Contains("move-reminders", refused.Message, StringComparison.Ordinal);
    }
}
