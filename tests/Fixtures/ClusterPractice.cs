using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Contact;
using BalanceNotifications.Notifications;
using BalanceNotifications.Pauses;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Senders;
using BalanceNotifications.Templates;
using Npgsql;
using Orleans.Core.Internal;
using Orleans.Runtime;

namespace BalanceNotifications.Fixtures;

/// <summary>A practice of a test's own, with approved profile, and one account in it. Due times are 10:30 in Chicago.</summary>
internal sealed class ClusterPractice
{
    public const string Number = "100234";

    private readonly ClusterFixture _cluster;
    private readonly Practice _practice;
    private readonly string _number;

    private ClusterPractice(ClusterFixture cluster, Practice practice, Channel channel, string number = Number)
    {
        (_cluster, _practice, Channel, _number) = (cluster, practice, channel, number);
        Account = cluster.Grains.GetGrain<IAccountGrain>(Key.ToString());
    }

    public Channel Channel { get; }

    public IAccountGrain Account { get; }

    /// <summary>What its one rule sends.</summary>
    public required StoredTemplate Template { get; init; }

    /// <summary>Id of its one profile.</summary>
    public required Guid Profile { get; init; }

    public ProfileChanges Profiles => new(_cluster.Postgres.Owner, _cluster.Clock);

    public TemplateStore Templates => new(_cluster.Postgres.Owner, _cluster.Clock);

    public AccountKey Key => KeyOf(_number);

    public RowScope Scope => new(_practice.Organisation, _practice.Id);

    public int Id => _practice.Id;

    /// <summary>What its notifications leave by.</summary>
    public SenderKey Sender => SenderKey.Of(_practice.Settings.Senders, Channel)!;

    public string Slug => _practice.Slug;

    public static async Task<ClusterPractice> OpenAsync(
        ClusterFixture cluster,
        Channel channel = Channel.Email,
        Func<PracticeSettings, PracticeSettings>? settings = null,
        bool consent = true,
        Func<StatementProfile, StatementProfile>? profile = null,
        string text = "You owe {{ statement.amountDue }}")
    {
        cluster.Clock.Now = TestClock.MondayAtTen;
        var (owner, clock) = (cluster.Postgres.Owner, cluster.Clock);
        var created = await new PracticeStore(owner, clock).CreateAsync(
            "north", $"clinic-{Guid.CreateVersion7():n}"[..38], (settings ?? (s => s))(Settings), "test", default);
        var practice = created.Value!;
        var scope = new RowScope("north", practice.Id);
        var template = await new TemplateStore(owner, clock).CreateAsync(scope, TemplateOf(channel, text), "test", default);
        var saved = await new ProfileChanges(owner, clock).CreateAsync(
            scope, (profile ?? (p => p))(ProfileOf(channel, template.Id)), "test", default);
        var id = saved.Profile!.Newest.Id;
        var opened = new ClusterPractice(cluster, practice, channel) { Template = template, Profile = id };
        await opened.ProofAndApproveAsync();
        await opened.SaveAccountAsync(consent: consent);
        return opened;
    }

    /// <summary>The practice with another account in place of this one: the same guarantor under another number.</summary>
    public async Task<ClusterPractice> WithAccountAsync(string number)
    {
        var other = new ClusterPractice(_cluster, _practice, Channel, number) { Template = Template, Profile = Profile };
        await other.SaveAccountAsync();
        return other;
    }

    /// <summary>The audit trail of the account, oldest first: action, actor, detail.</summary>
    public async Task<IReadOnlyList<(string Action, string Actor, string Detail)>> AuditAsync()
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(
            "select action, actor, detail::text from audit where practice_id = $1 and subject = $2 order by id");
        command.Parameters.Add(Database.Value(Id));
        command.Parameters.Add(Database.Value(_number));
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<(string, string, string)>();
        while (await reader.ReadAsync())
        {
            lines.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return lines;
    }

    /// <summary>Brings what is newest in force. A silo that has planned by the profile sees it within five seconds.</summary>
    public async Task ProofAndApproveAsync()
    {
        var profiles = new ProfileChanges(_cluster.Postgres.Owner, _cluster.Clock);
        var newest = (await new ProfileStore(_cluster.Postgres.Owner).FindAsync(Scope, Profile, default))!.Newest;
        await _cluster.Postgres.ProofAsync(Scope, Profile, newest.Revision);
        Assert.Equal(ProfileOutcome.Done, (await profiles.ApproveAsync(Scope, Profile, null, "test", default)).Outcome);
    }

    public Task<SaveAccountResult> SaveAccountAsync(
        string? email = "ann@home.example", SwitchState state = SwitchState.OptedIn, bool consent = true) =>
        Account.SaveAsync(
            new SaveAccount(
                _number,
                new AccountDetails("Ann", "Lee", "en", email, "+13125550123", TimeZone: "America/Chicago"),
                AccountFields.All,
                new SwitchPatch(Email: state, Text: state),
                consent ? new Evidence(TestClock.MondayAtTen.AddDays(-30), "intake form", "yes") : null,
                null,
                null,
                "test"),
            default);

    /// <summary>Records a request for confidential communication.</summary>
    public Task<SaveAccountResult> ConfideAsync(ContactPoints points) => Account.SaveAsync(
        new SaveAccount(
            _number, new AccountDetails(Confidential: points), AccountFields.Confidential, new SwitchPatch(), null, null,
            null, "test"),
        default);

    public Task<PostStatementResult> PostStatementAsync(
        string id = "S-1", int daysAgo = 0, string body = "hash", decimal due = 120m, Guid? batch = null)
    {
        var date = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime).AddDays(-daysAgo);
        return Account.PostStatementAsync(
            new PostStatement(
                id, StatementKind.Statement, date, date.AddDays(21), Money.From(due),
                new BalanceSnapshot(Money.From(due), null), null, null, batch, body, null, "test"),
            default);
    }

    /// <summary>Of another account of the practice.</summary>
    public AccountKey KeyOf(string number) => AccountKey.Of(_practice.Id, _practice.Salt, number);

    public Task<PostPostingResult> PayAsync(decimal amount, string id = "P-1") => Account.PostAsync(
        new PostPosting(id, PostingType.Payment, Money.From(amount), _cluster.Clock.Now, null, "hash", "test"), default);

    /// <summary>Moves the clock to a minute after the due time, and delivers the tick.</summary>
    public Task TickWhenDueAsync()
    {
        _cluster.Clock.Now = TestClock.MondayAtTen.AddMinutes(31);
        return TickAsync();
    }

    /// <summary>Moves the clock on, and delivers the tick.</summary>
    public Task TickAfterAsync(TimeSpan time)
    {
        _cluster.Clock.Now += time;
        return TickAsync();
    }

    public Task TickAsync() => Account.AsReference<IRemindable>().ReceiveReminder(
        CadenceReminder.Name, new TickStatus(default, TimeSpan.FromMinutes(1), default));

    /// <summary>Ends the activation: the next call reads the state again.</summary>
    public ValueTask DeactivateAsync() => Account.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>What history says of the one notification of a statement.</summary>
    public async Task<HistoryRow> HistoryAsync(string statement = "S-1")
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(
            """
            select n.id, n.status, n.reason, n.attempts, n.resent_in_doubt,
                (select string_agg(t.status::text, ' ' order by t.sequence)
                 from notification_trail t where t.notification_id = n.id)
            from notification n where n.practice_id = $1 and n.statement_id = $2 and n.account_key = $3
            """);
        command.Parameters.Add(Database.Value(Id));
        command.Parameters.Add(Database.Value(statement));
        command.Parameters.Add(Database.Value(Key.Hash));
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync(), "History knows nothing of it.");
        var row = new HistoryRow(
            reader.GetGuid(0), (NotificationStatus)reader.GetInt16(1), reader.Nullable<string>(2), reader.GetInt16(3),
            reader.GetInt16(4),
            [.. reader.GetString(5).Split(' ').Select(s => (NotificationStatus)int.Parse(s, CultureInfo.InvariantCulture))]);
        Assert.False(await reader.ReadAsync(), "History knows more than one.");
        return row;
    }

    /// <summary>The one notification of a statement as the api shows it.</summary>
    public async Task<NotificationDetailResponse> ShownAsync(string statement = "S-1")
    {
        var reader = new NotificationReader(_cluster.Postgres.Owner);
        var id = (await HistoryAsync(statement)).Id;
        return NotificationDetailResponse.From((await reader.FindAsync(Scope, id, default))!);
    }

    /// <summary>One notification as the api would show it.</summary>
    public async Task<NotificationDetail> DetailAsync(Guid notification) =>
        (await new NotificationReader(_cluster.Postgres.Owner).FindAsync(Scope, notification, default))!;

    /// <summary>What a summary of the practice counts.</summary>
    public Task<IReadOnlyList<StatusCount>> CountsAsync(Channel? channel = null) =>
        new NotificationReader(_cluster.Postgres.Owner).CountAsync(Scope, new NotificationFilter([], channel), default);

    /// <summary>The reasons of a statement's notifications that have one status.</summary>
    public async Task<IReadOnlyList<string?>> ReasonsAsync(string statement, NotificationStatus status)
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(
            "select reason from notification where practice_id = $1 and statement_id = $2 and status = $3 order by id");
        command.Parameters.Add(Database.Value(Id));
        command.Parameters.Add(Database.Value(statement));
        command.Parameters.Add(Database.Value((short)status));
        await using var reader = await command.ExecuteReaderAsync();
        var reasons = new List<string?>();
        while (await reader.ReadAsync())
        {
            reasons.Add(reader.Nullable<string>(0));
        }

        return reasons;
    }

    /// <summary>E-mails that really arrived for a notification.</summary>
    public int Arrived(Guid notification) => _cluster.Relay.Received.Count(
        mail => mail.Message.MessageId == $"{notification:n}@north.example");

    /// <summary>Puts an address on the list of those not to write to.</summary>
    public Task SuppressAsync(string email) => ExecuteAsync(
        "insert into suppression values ($1, 1, $2, now(), 'STOP', 'stop')",
        Database.Value(Id), Database.Value(AddressHash.Of(_practice.Salt, Channel.Email, email)));

    /// <summary>How often an address stands on the list of those not to write to.</summary>
    public async Task<long> SuppressedAsync(string address, Channel channel = Channel.Email)
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(
            """
            select count(*) from suppression
            where practice_id = $1 and address_hash = $2 and channel = $3 and at is not null
                and (lifted_at is null or lifted_at <= at)
            """);
        command.Parameters.Add(Database.Value(Id));
        command.Parameters.Add(Database.Value(AddressHash.Of(_practice.Salt, channel, address)));
        command.Parameters.Add(Database.Value((short)channel));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As if another activation had written: this one's version is old.</summary>
    public Task RaiseStoredVersionAsync() => ExecuteAsync(
        "update orleansstorage set version = version + 1 where grainidextensionstring = $1",
        Database.Value(Key.ToString()));

    /// <summary>Goes up with every write of the account's state.</summary>
    public async Task<int> StoredVersionAsync()
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(
            "select version from orleansstorage where grainidextensionstring = $1");
        command.Parameters.Add(Database.Value(Key.ToString()));
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As if that much time had passed for the links of its messages.</summary>
    public Task MoveLinksBackAsync(int days) => ExecuteAsync(
        "update link set expires_at = least(expires_at, bn_now()) - $2 * interval '1 day' where practice_id = $1",
        Database.Value(Id), Database.Value(days));

    /// <summary>As if its profile had been superseded by one that names other templates.</summary>
    public Task UseNoProfileAsync() =>
        ExecuteAsync("delete from profile where practice_id = $1", Database.Value(Id));

    /// <summary>As if the reminder table had been restored from an older backup.</summary>
    public Task LoseReminderAsync() => ExecuteAsync(
        _cluster.Engine == "Paced"
            ? "delete from paced_reminder where grain_id = $1"
            : "delete from orleansreminderstable where grainid = $1",
        Database.Value($"account/{Key}"));

    /// <summary>Lets the practice go on. A silo sees it within five seconds.</summary>
    public Task ResumeAsync() => new PracticeStore(_cluster.Postgres.Owner, _cluster.Clock)
        .PauseAsync(_practice, new(Pauses: false, "test", null), default);

    /// <summary>Pauses its profile or a batch, or lets it go on. A silo sees it within five seconds.</summary>
    public async Task PauseAsync(PauseSubject subject, Guid id, bool pauses) =>
        Assert.NotNull(await new PauseStore(_cluster.Postgres.Owner, _cluster.Clock)
            .SetAsync(Scope, subject, id, new(pauses, "test", null), default));

    /// <summary>As if its reminder had been due an hour ago.</summary>
    public Task MoveReminderBackAsync() => ExecuteAsync(
        _cluster.Engine == "Paced"
            ? "update paced_reminder set due_at = bn_now() - interval '1 hour' where grain_id = $1"
            : "update orleansreminderstable set starttime = bn_now() - interval '1 hour' where grainid = $1",
        Database.Value($"account/{Key}"));

    /// <summary>How far ahead its reminder stands; negative when it is overdue.</summary>
    public async Task<TimeSpan> ReminderInAsync()
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(
            _cluster.Engine == "Paced"
                ? "select due_at - $2 from paced_reminder where grain_id = $1"
                : "select starttime - $2 from orleansreminderstable where grainid = $1");
        command.Parameters.Add(Database.Value($"account/{Key}"));
        command.Parameters.Add(Database.Value(_cluster.Reminders.GetUtcNow()));
        return (TimeSpan)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The silo cannot write history until the answer is disposed.</summary>
    public Task<IAsyncDisposable> ForbidHistoryAsync() => ForbidAsync("insert on notification_trail");

    /// <summary>The silo may not do that until the answer is disposed.</summary>
    public async Task<IAsyncDisposable> ForbidAsync(string privilege)
    {
        await ExecuteAsync($"revoke {privilege} from bn_silo");
        return new Permission(() => ExecuteAsync($"grant {privilege} to bn_silo"));
    }

    /// <summary>Nobody can write the account's state until the answer is disposed.</summary>
    public Task<HeldLock> HoldStateAsync() => HeldLock.TakeAsync(
        _cluster.Postgres.Owner,
        "select from orleansstorage where grainidextensionstring = $1 for update",
        Database.Value(Key.ToString()));

    /// <summary>Nobody can read what is stored of the account until this is disposed of.</summary>
    public async Task<IAsyncDisposable> BreakStateAsync()
    {
        await DeactivateAsync();
        await ExecuteAsync(
            "update orleansstorage set payloadbinary = '!'::bytea || payloadbinary where grainidextensionstring = $1",
            Database.Value(Key.ToString()));
        return new Permission(() => ExecuteAsync(
            "update orleansstorage set payloadbinary = substr(payloadbinary, 2) where grainidextensionstring = $1",
            Database.Value(Key.ToString())));
    }

    /// <summary>An accepted batch without rows.</summary>
    public async Task<Guid> AddBatchAsync()
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            "insert into batch (practice_id, id, kind, status, created_by) values ($1, $2, 1, 3, 'test')",
            Database.Value(Id), Database.Value(id));
        return id;
    }

    public async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = _cluster.Postgres.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    // Senders of its own: what one test's provider says of them must not stop another's.
    private static PracticeSettings Settings => NorthClinic.Settings with
    {
        Channels = new(Email: true, Text: true, Voice: false),
        Senders = new(
            new EmailSender($"billing.{Guid.CreateVersion7():n}@north.example", null, "default"),
            new PhoneSender(null, $"MG{Guid.CreateVersion7():n}", "default"), null),
        MinimumBalance = Money.From(5),
    };

    private static MessageTemplate TemplateOf(Channel channel, string text) => channel is Channel.Email
        ? new("First", channel, "en", "Your balance", "<p>You owe {{ statement.amountDue }}</p>", null, true)
        : new("First", channel, "en", null, null, text, true);

    private static StatementProfile ProfileOf(Channel channel, Guid template) => NorthClinic.Profile(
        NorthClinic.Rule with
        {
            Channel = channel,
            Template = template,
            Level = null,
            Send = SendWhen.On,
            Days = 0,
            Anchor = Anchor.StatementDate,
            // Ten thirty in winter; the fixture's Monday stands at 16:00 UTC all year.
            Time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(
                TestClock.MondayAtTen.AddMinutes(30), NorthClinic.Chicago).DateTime),
        }) with
    {
        NoDunningLimit = true,
    };
}

/// <param name="Trail">The statuses it went through.</param>
internal sealed record HistoryRow(
    Guid Id, NotificationStatus Status, string? Reason, int Attempts, int ResentInDoubt,
    IReadOnlyList<NotificationStatus> Trail)
{
    public (NotificationStatus, string?) Outcome => (Status, Reason);
}

internal sealed class Permission(Func<Task> giveBack) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await giveBack();
}
