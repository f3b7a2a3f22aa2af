using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Simulation;

/// <summary>A practice with a profile that has something of everything, stored as an administrator would store it.</summary>
internal sealed record SimulatedTown(Practice Practice, ApprovedProfile Profile, SimulationSetup Setup)
{
    public const int Days = 75;

    public static readonly DateOnly From = new(2026, 11, 23);

    private static readonly PaymentAssumption Payments = new(PercentWhoPay: 50, AfterDays: 9, PercentOfBalance: 60);

    public static async Task<SimulatedTown> FoundAsync(
        ClusterFixture cluster, Func<PracticeSettings, PracticeSettings>? settings = null)
    {
        var (owner, clock) = (cluster.Postgres.Owner, cluster.Clock);
        clock.Now = TestClock.MondayAtTen.AddDays(-1);
        var practice = (await new PracticeStore(owner, clock).CreateAsync(
            "north", $"town-{Guid.CreateVersion7():n}", (settings ?? (s => s))(Settings), "test", default)).Value!;
        var scope = new RowScope("north", practice.Id);
        var templates = new TemplateStore(owner, clock);
        var email = await templates.CreateAsync(scope, Email, "test", default);
        var text = await templates.CreateAsync(scope, Text, "test", default);
        var profiles = new ProfileChanges(owner, clock);
        var profile = await profiles.CreateAsync(scope, ProfileOf(email.Id, text.Id), "test", default);
        var id = profile.Profile!.Newest.Id;
        await cluster.Postgres.ProofAsync(scope, id, 1);
        await profiles.ApproveAsync(scope, id, null, "test", default);
        return Of(practice, id, email.Id, text.Id);
    }

    /// <summary>Without a database.</summary>
    public static SimulatedTown Of(Practice practice, Guid profile, Guid email, Guid text)
    {
        var approved = new ApprovedProfile(
            profile, 1, ProfileOf(email, text), new Dictionary<Guid, int> { [email] = 1, [text] = 1 });
        return new(practice, approved, new(
            practice,
            approved,
            new Dictionary<(Guid, int), SendingTemplate>
            {
                [(email, 1)] = new(email, 1, CompiledTemplate.Of(Email), true),
                [(text, 1)] = new(text, 1, CompiledTemplate.Of(Text), true),
            },
            From,
            Days,
            Payments));
    }

    public (SaveAccount Made, AccountKey Key, VirtualAccount Account, AccountCourse Course) Play(
        int seed, int number, CancellationToken cancellationToken = default)
    {
        var chance = SampleAccounts.ChanceOf(seed, number);
        var made = SampleAccounts.Make(number, chance, Setup.Start);
        var key = AccountKey.Of(Practice.Id, Practice.Salt, made.Number);
        var account = new VirtualAccount(
            Setup, key, AccountCommands.Save(new AccountState(), made, Practice.Settings, Setup.Start),
            new HashSet<Channel>(), new TextSize("https://pay.example/q/aaaaaaaaaaaaaaaaaaaaaaa"));
        var course = new AccountCourse(Setup, account, [], From.AddDays(number % Setup.CycleDays), chance);
        course.Run(cancellationToken);
        return (made, key, account, course);
    }

    // Weekdays and a holiday, so that many a time falls into closed hours.
    private static PracticeSettings Settings => NorthClinic.Settings with
    {
        Channels = new(Email: true, Text: true, Voice: false),
        Senders = new(
            new EmailSender("billing@north.example", null, "default"), new PhoneSender("+13125550111", null, "default"),
            null),
        MinimumBalance = Money.From(5),
        ContactHours = new(
            new(9, 0), new(17, 0),
            [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
            [new(2026, 12, 25), new(2026, 11, 26)]),
    };

    private static MessageTemplate Email { get; } =
        new("Letter", Channel.Email, "en", "Your balance", "<p>You owe {{ statement.amountDue }}</p>", null, true);

    private static MessageTemplate Text { get; } =
        new("Text", Channel.Text, "en", null, null, "You owe {{ statement.amountDue }}", true);

    private static StatementProfile ProfileOf(Guid email, Guid text) => NorthClinic.Profile(
        NorthClinic.Rule with { Id = "bill", Template = email, Level = 1, Audience = Audience.Paperless, Time = new(7, 30), Fallback = [FallbackStep.Text, FallbackStep.Paper] },
        NorthClinic.Rule with { Id = "again", Template = email, Level = 2, Time = new(18, 15), ExpiresAfterHours = 4, Fallback = [FallbackStep.Voice, FallbackStep.Text] },
        NorthClinic.Rule with { Id = "last", Template = email, Level = 3, MinimumBalance = Money.From(50) },
        NorthClinic.Rule with
        {
            Id = "soon",
            Template = text,
            Channel = Channel.Text,
            Send = SendWhen.Before,
            Days = 2,
            Anchor = Anchor.DueDate,
            Time = new(10, 30),
            Purpose = NotificationPurpose.Reminder,
            Fallback = [FallbackStep.Email],
        },
        NorthClinic.Rule with
        {
            Id = "late",
            Template = text,
            Channel = Channel.Text,
            Send = SendWhen.After,
            Days = 3,
            Anchor = Anchor.DueDate,
            Time = new(21, 0),
            Purpose = NotificationPurpose.PastDue,
            Audience = Audience.NoCardOnFile,
        }) with
    {
        DueDays = 10,
        CycleDays = 14,
        DunningLevels = 3,
    };
}
