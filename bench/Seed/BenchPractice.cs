using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Bench.Seed;

/// <summary>An invented practice with one approved profile: one e-mail on the statement date.</summary>
internal sealed record BenchPractice(Practice Practice)
{
    public static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    private const string Body = """
        <html><body>
        <p>Dear {{ guarantor.firstName }} {{ guarantor.lastName }},</p>
        <p>your statement of {{ statement.date }} from {{ practice.name }} is ready. You owe
        <strong>{{ statement.amountDue }}</strong>, due on {{ statement.dueDate }}.</p>
        <p><a href="{{ quickPay.url }}">Pay now</a></p>
        <p>Questions? Call us at {{ practice.phone }}.</p>
        </body></html>
        """;

    private static PracticeSettings Settings(string slug) => new(
        "North Clinic", "America/Chicago", "USD", "+13125550100", null, Active: true, Paused: false, PracticeMode.Live,
        null, new(Email: true, Text: false, Voice: false),
        new(new EmailSender($"billing@{slug}.example", null, "default"), null, null),
        new(new(8, 0), new(20, 0), Enum.GetValues<DayOfWeek>(), []),
        new(SwitchState.OptedOut, SwitchState.OptedOut, SwitchState.OptedOut, SwitchState.OptedOut), Money.Zero, 5, 2,
        null, new(0, 0, 0, 0), null);

    public static async Task<BenchPractice> OpenAsync(BenchDatabase database, string slug)
    {
        var (owner, clock) = (database.Owner, database.Clock);
        var created = await new PracticeStore(owner, clock).CreateAsync("bench", slug, Settings(slug), "bench", default);
        var practice = created.Value!;
        var scope = new RowScope("bench", practice.Id);
        var template = await new TemplateStore(owner, clock).CreateAsync(
            scope, new("Statement", Channel.Email, "en", "Your balance with {{ practice.name }}", Body, null, true),
            "bench", default);
        var rule = new NotificationRule(
            // Later on the day than any run: what is due is put in by the run itself.
            "first", null, Channel.Email, SendWhen.On, Anchor.StatementDate, 0, new(19, 0), template.Id,
            NotificationPurpose.Statement, Audience.Everyone, null, 24, []);
        var profiles = new ProfileChanges(owner, clock);
        var saved = await profiles.CreateAsync(
            scope,
            new("Standard", ProfileUse.Statements, true, 21, 28, 3, false, null, null, [rule]) { NoDunningLimit = true },
            "bench", default);
        var profile = saved.Profile!.Newest;
        await profiles.MarkProofedAsync(
            scope, profile.Id, profile.Revision, new Dictionary<Guid, int> { [template.Id] = 1 }, "bench", default);
        await profiles.ApproveAsync(scope, profile.Id, null, "bench", default);
        return new(practice);
    }

    /// <summary>Has a guarantor register who wants e-mails, and bills 120 dollars, through the grain.</summary>
    public async Task<AccountKey> BillAsync(IGrainFactory grains, TimeProvider clock, string number)
    {
        var key = AccountKey.Of(Practice.Id, Practice.Salt, number);
        var account = grains.GetGrain<IAccountGrain>(key.ToString());
        await PostAsync(account, clock, Guarantor(number));
        return key;
    }

    /// <summary>An invented guarantor who wants e-mails.</summary>
    public static SaveAccount Guarantor(string number) => new(
        number,
        new AccountDetails("Ada", "Example", "en", $"{number}@home.example", null, TimeZone: "America/Chicago"),
        AccountFields.All, new SwitchPatch(Email: SwitchState.OptedIn), null, null, null, "bench");

    public static async Task PostAsync(IAccountGrain account, TimeProvider clock, SaveAccount guarantor)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Chicago).DateTime);
        var posted = await account.PostStatementAsync(
            new PostStatement(
                "S-1", StatementKind.Statement, date, date.AddDays(21), Money.From(120),
                new BalanceSnapshot(Money.From(120), null), null, null, null, "hash", guarantor, "bench"),
            default);
        if (posted.Outcome is not PostOutcome.Created)
        {
            throw new InvalidOperationException($"The statement was not taken: {posted.Outcome}.");
        }
    }
}
