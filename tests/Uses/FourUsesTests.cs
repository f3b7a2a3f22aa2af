using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using static BalanceNotifications.Uses.PracticeDesk;

namespace BalanceNotifications.Uses;

/// <summary>
/// The four uses the product is for (V4–V7), each told from the practice's desk to the guarantor's mailbox, on either
/// engine.
/// </summary>
public abstract class FourUses(string engine)
{
    private static readonly DateOnly Monday = DrivenTown.Monday;

    [Fact, Trait("Rule", "V4"), Trait("Rule", "V8")]
    public async Task Paperless_billing_the_guarantor_gets_an_email_in_lieu_of_paper()
    {
        await using var town = await DrivenTown.FoundAsync(engine);
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var notice = await desk.WriteEmailAsync(
            "<p>{{ guarantor.firstName }}, you owe {{ statement.amountDue }} by {{ statement.dueDate }}. "
            + "Pay: {{ quickPay.url }}</p>");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["notifications"] = new JsonArray(
                Rule("notice", "email", notice, "on", "statementDate", 0, "statement", audience: "paperless")),
        });
        await desk.RegisterAsync("100", "Ann", paperless: true);
        await desk.RegisterAsync("200", "Bob", paperless: false);

        await desk.BillAsync("100", "S-1", Monday, 120.00m);
        await desk.BillAsync("200", "S-1", Monday, 80.00m);
        Assert.Equal("Scheduled", Assert.Single(await desk.HistoryAsync("100")));
        Assert.Empty(desk.MailboxOf("Ann"));

        await town.PassToAsync(Monday, "09:01");

        var arrived = Assert.Single(desk.MailboxOf("Ann"));
        Assert.StartsWith("Ann, you owe $120.00 by ", arrived, StringComparison.Ordinal);
        Assert.Contains("https://pay.example/q/", arrived, StringComparison.Ordinal);
        Assert.Equal("Sent", Assert.Single(await desk.HistoryAsync("100")));
        Assert.Empty(desk.MailboxOf("Bob"));
        Assert.Empty(await desk.HistoryAsync("200"));
    }

    [Fact, Trait("Rule", "V5"), Trait("Rule", "V16")]
    public async Task Beside_paper_a_reminder_comes_before_the_due_date_and_another_just_after_it_unless_paid()
    {
        await using var town = await DrivenTown.FoundAsync(engine);
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var soon = await desk.WriteEmailAsync("<p>Due soon: {{ statement.amountDue }}</p>");
        var late = await desk.WriteEmailAsync("<p>Past due: {{ statement.amountDue }}</p>");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["notifications"] = new JsonArray(
                Rule("soon", "email", soon, "before", "dueDate", 3, "reminder", audience: "notPaperless"),
                Rule("late", "email", late, "after", "dueDate", 2, "pastDue", audience: "notPaperless")),
        });
        await desk.RegisterAsync("100", "Ann", paperless: false);
        await desk.RegisterAsync("200", "Bob", paperless: false);
        await desk.BillAsync("100", "S-1", Monday, 120.00m, dueDays: 14);
        await desk.BillAsync("200", "S-1", Monday, 80.00m, dueDays: 14);

        await town.PassToAsync(Monday.AddDays(11), "12:00");
        Assert.Equal(["Due soon: $120.00"], desk.MailboxOf("Ann"));
        Assert.Equal(["Due soon: $80.00"], desk.MailboxOf("Bob"));

        await desk.PayAsync("200", "P-1", 80.00m, town.Now);
        await town.PassToAsync(Monday.AddDays(16), "12:00");

        Assert.Equal(["Due soon: $120.00", "Past due: $120.00"], desk.MailboxOf("Ann"));
        Assert.Equal(["Due soon: $80.00"], desk.MailboxOf("Bob"));
        Assert.Equal(["Sent", "Will Not Send - Nothing Owed"], await desk.HistoryAsync("200"));
    }

    [Fact, Trait("Rule", "V6"), Trait("Rule", "V41")]
    public async Task Before_collections_the_last_level_sends_a_final_notice_and_the_next_statement_goes_on_the_worklist()
    {
        await using var town = await DrivenTown.FoundAsync(engine);
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var first = await desk.WriteEmailAsync("<p>First: {{ statement.amountDue }}</p>");
        var final = await desk.WriteTextAsync("{{ practice.name }}: final notice, {{ statement.amountDue }}. Call {{ practice.phone }}");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["dunningLevels"] = 2,
            ["cycleDays"] = 28,
            ["notifications"] = new JsonArray(
                Rule("first", "email", first, "on", "statementDate", 0, "statement", level: 1),
                Rule("final", "text", final, "on", "statementDate", 0, "finalNotice", level: 2)),
        });
        await desk.RegisterAsync("100", "Ann", paperless: true);

        foreach (var (statement, day) in new[] { ("S-1", 0), ("S-2", 28), ("S-3", 56) })
        {
            await town.PassToAsync(Monday.AddDays(day), "07:00");
            await desk.BillAsync("100", statement, Monday.AddDays(day), 120.00m);
            await town.PassToAsync(Monday.AddDays(day), "12:00");
        }

        Assert.Equal(["First: $120.00"], desk.MailboxOf("Ann"));
        Assert.Equal(["North Clinic: final notice, $120.00. Call (312) 555-0100"], desk.Phone);
        var listed = Assert.Single(await town.ListAsync("/pre-collections"));
        Assert.Equal("100", (string?)listed!["account"]);
    }

    [Fact, Trait("Rule", "V7")]
    public async Task A_guarantor_with_a_card_on_file_is_told_which_card_will_be_charged_and_when()
    {
        await using var town = await DrivenTown.FoundAsync(engine);
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var courtesy = await desk.WriteEmailAsync(
            "<p>We will charge {{ statement.amountDue }} to your {{ card.brand }} ending in {{ card.last4 }} "
            + "on {{ card.chargeDate }}.</p>");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["notifications"] = new JsonArray(
                Rule("courtesy", "email", courtesy, "on", "statementDate", 0, "cardCharge", audience: "cardOnFile")),
        });
        await desk.RegisterAsync("100", "Ann", paperless: true, new JsonObject { ["brand"] = "visa", ["last4"] = "4242" });
        await desk.RegisterAsync("200", "Bob", paperless: true);
        var charge = new DateOnly(Monday.Year, Monday.Month, Monday.Day).AddDays(14);

        await desk.BillAsync("100", "S-1", Monday, 120.00m, cardChargeDate: charge);
        await desk.BillAsync("200", "S-1", Monday, 80.00m, cardChargeDate: charge);
        await town.PassToAsync(Monday, "12:00");

        var told = Assert.Single(desk.MailboxOf("Ann"));
        Assert.StartsWith("We will charge $120.00 to your visa ending in 4242 on ", told, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(charge.ToString("MMMM d, yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-US")), told, StringComparison.Ordinal);
        Assert.Empty(desk.MailboxOf("Bob"));
    }
}

public sealed class FourUsesTests() : FourUses("AdoNet");

public sealed class FourUsesOnThePacedEngineTests() : FourUses("Paced");
