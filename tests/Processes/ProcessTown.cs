using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Processes;

/// <summary>
/// A silo process, the api, and an SMTP server, with a practice where it is noon: contact is allowed at whatever hour
/// the tests run.
/// </summary>
internal sealed class ProcessTown : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly SiloPorts _ports = SiloPorts.Free();
    // Its own: silos that share one take up each other's reminders and batches.
    private readonly PostgresFixture _postgres = new();
    private readonly Dictionary<string, string> _settings;
    private readonly string _zone = NoonZone();
    private readonly string _practice = $"/v1/practices/town-{Guid.CreateVersion7():n}"[..40];
    private ApiHost? _api;

    private ProcessTown(string engine, TwilioStandIn twilio)
    {
        Twilio = twilio;
        _settings = new()
        {
            ["Reminders__Engine"] = engine,
            ["Storage__Engine"] = engine,
            ["Delivery__Email__Relays__default__Host"] = "127.0.0.1",
            ["Delivery__Email__Relays__default__Port"] = $"{Relay.Port}",
            ["Delivery__Email__Relays__default__Security"] = "None",
            ["Delivery__Twilio__Accounts__default__AccountSid"] = "AC00000000000000000000000000000001",
            ["Delivery__Twilio__Accounts__default__AuthToken"] = "token",
            ["Delivery__Twilio__Accounts__default__BaseAddress"] = twilio.Address.ToString(),
        };
    }

    public ScriptedSmtpServer Relay { get; } = new();

    public TwilioStandIn Twilio { get; }

    public SiloProcess? Silo { get; private set; }

    public CancellationToken Cancellation => _patience.Token;

    /// <param name="engine">What keeps reminders and states: AdoNet or Paced.</param>
    public static async Task<ProcessTown> FoundAsync(string engine = "AdoNet")
    {
        var town = new ProcessTown(engine, await TwilioStandIn.StartAsync());
        await town._postgres.InitializeAsync();
        await town.StartSiloAsync();
        town._api = await ApiHost.StartAsync(town._postgres.ConnectionString("bn_api"), new Dictionary<string, string?>
        {
            ["Cluster:ClusterId"] = $"processes-{town._ports.Silo}",
        });
        await town.WaitAsync(async () => (await town._api.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return town;
    }

    /// <summary>Starts the silo again where it stood.</summary>
    public async Task StartSiloAsync() => Silo = await SiloProcess.StartAsync(
        _postgres.ConnectionString("bn_silo"), _ports, _settings, Cancellation);

    /// <summary>Moves the clock of the database, and of the silo that is started next.</summary>
    public async Task MoveClockAsync(TimeSpan offset)
    {
        await using var command = _postgres.Owner.CreateCommand(
            "insert into clock (\"offset\") values ($1) on conflict (singleton) do update set \"offset\" = excluded.\"offset\"");
        command.Parameters.AddWithValue(offset);
        await command.ExecuteNonQueryAsync(Cancellation);
        _settings["Clock__Offset"] = offset.ToString("c", CultureInfo.InvariantCulture);
    }

    /// <summary>Posts a statement whose message is due at the next full minute, or was due an hour ago.</summary>
    /// <param name="channel">How the api spells it.</param>
    /// <returns>The notification's id.</returns>
    public async Task<Guid> PostStatementAsync(bool dueNow, string channel = "email")
    {
        var time = dueNow ? Now.AddHours(-1) : Now.AddSeconds(10).AddMinutes(1);
        await ApproveAsync(channel, time, days: 0);
        await BillAsync("100234");
        var cadence = await AskAsync(HttpMethod.Get, "/accounts/100234/cadence");
        return Guid.Parse((string)Assert.Single(cadence.Body["items"]!.AsArray())!["id"]!);
    }

    /// <summary>Bills that many accounts, each by one e-mail that is due in five days.</summary>
    public async Task BillManyAsync(int accounts)
    {
        await ApproveAsync("email", Now, days: 5);
        foreach (var some in Enumerable.Range(1, accounts).Chunk(8))
        {
            await Task.WhenAll(some.Select(index => BillAsync($"A-{index}")));
        }
    }

    /// <summary>Cancels all that is planned.</summary>
    /// <returns>The path of the action.</returns>
    public async Task<string> CancelAllAsync()
    {
        var asked = await PostAsync("/notifications/actions", new JsonObject
        {
            ["action"] = "cancel",
            ["filter"] = new JsonObject { ["channel"] = "email" },
        });
        return $"/notifications/actions/{asked.Id}";
    }

    /// <summary>Waits until what the api answers is so.</summary>
    public async Task<JsonObject> BecomesAsync(string path, Func<JsonObject, bool> holds)
    {
        var body = new JsonObject();
        await WaitAsync(async () => holds(body = (await AskAsync(HttpMethod.Get, path)).Body));
        return body;
    }

    /// <summary>Of all notifications: how many have that many steps of one status.</summary>
    public async Task<long> CountWithStepsAsync(NotificationStatus status, int steps)
    {
        await using var command = _postgres.Owner.CreateCommand(
            """
            select count(*) from (
                select from notification_trail where status = $1 group by notification_id having count(*) = $2) told
            """);
        command.Parameters.Add(Database.Value((short)status));
        command.Parameters.Add(Database.Value((long)steps));
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>Uploads so many statements, each of a new account; what they plan is due in the evening.</summary>
    /// <returns>The batch's id.</returns>
    public async Task<string> UploadStatementsAsync(int rows)
    {
        await ApproveAsync("email", Now.AddHours(4), days: 0);
        var date = Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var file = new StringBuilder("account,statement_id,statement_date,due_date,amount_due,email,email_switch\n");
        for (var row = 1; row <= rows; row++)
        {
            file.Append(
                CultureInfo.InvariantCulture, $"a{row},S-1,{date},{date},120.00,ann.{row}@home.example,optedIn\n");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_practice}/batches");
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        request.Content = new StringContent(file.ToString(), Encoding.UTF8, "text/csv");
        using var response = await _api!.Client.SendAsync(request, Cancellation);
        var taken = await Answer.OfAsync(response);
        Assert.Equal(202, taken.Status);
        return taken.Id;
    }

    /// <summary>Waits until so many rows are accepted.</summary>
    public Task ReachesAsync(string batch, int rows) => WaitAsync(async () => await AcceptedAsync(batch) >= rows);

    public async Task<int> AcceptedAsync(string batch) =>
        (int)(await AskAsync(HttpMethod.Get, $"/batches/{batch}")).Body["accepted"]!;

    /// <summary>Waits until history has so many notifications of the batch, which on AdoNet may take a tick.</summary>
    public Task PlansAsync(string batch, int rows) =>
        WaitAsync(async () => (await PlannedAsync(batch)).Notifications >= rows);

    /// <summary>Notifications of the batch, accounts they are for, and statements that the ledger has.</summary>
    public async Task<(long Notifications, long Accounts, long Statements)> PlannedAsync(string batch)
    {
        await using var command = _postgres.Owner.CreateCommand(
            """
            select count(*), count(distinct account), (select count(*) from ledger where kind = 1)
            from notification where batch = $1 and status = 1
            """);
        command.Parameters.Add(Database.Value(Guid.Parse(batch)));
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>Waits until history gives the notification this status.</summary>
    public Task BecomesAsync(Guid notification, string status) => WaitAsync(async () =>
        (string?)(await AskAsync(HttpMethod.Get, $"/notifications/{notification}")).Body["status"] == status);

    public async Task<(short Attempts, short ResentInDoubt)> AttemptsAsync(Guid notification)
    {
        await using var command = _postgres.Owner.CreateCommand(
            "select attempts, resent_in_doubt from notification where id = $1");
        command.Parameters.Add(Database.Value(notification));
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return (reader.GetInt16(0), reader.GetInt16(1));
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        if (Silo is not null)
        {
            await Silo.DisposeAsync();
        }

        await Relay.DisposeAsync();
        await Twilio.DisposeAsync();
        await _postgres.DisposeAsync();
        _patience.Dispose();
    }

    private DateTimeOffset Now => TimeZoneInfo.ConvertTime(
        TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(_zone));

    private async Task ApproveAsync(string channel, DateTimeOffset time, int days)
    {
        var rule = Samples.Rule(await SetUpAsync(channel));
        rule["channel"] = channel;
        rule["time"] = time.ToString("HH:mm", CultureInfo.InvariantCulture);
        if (days > 0)
        {
            rule["send"] = "after";
            rule["days"] = days;
        }

        var profile = await PostAsync("/profiles", new JsonObject
        {
            ["name"] = "Standard",
            ["usedFor"] = "statements",
            ["default"] = true,
            ["notifications"] = new JsonArray(rule),
        });
        await PostAsync($"/profiles/{profile.Id}/proof");
        await PostAsync($"/profiles/{profile.Id}/approve");
    }

    private async Task BillAsync(string account)
    {
        await AskAsync(HttpMethod.Put, $"/accounts/{account}", new JsonObject
        {
            ["guarantor"] = new JsonObject { ["firstName"] = "Ann", ["lastName"] = "Lee" },
            ["email"] = "ann@home.example",
            ["phone"] = "+13125550123",
            ["timeZone"] = _zone,
            ["switches"] = new JsonObject { ["email"] = "optedIn", ["text"] = "optedIn" },
            ["consent"] = new JsonObject
            {
                ["at"] = Now.AddDays(-30),
                ["source"] = "intake form",
                ["wording"] = "yes",
            },
        });
        var date = Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await PostAsync($"/accounts/{account}/statements", new JsonObject
        {
            ["statementId"] = "S-1",
            ["statementDate"] = date,
            ["dueDate"] = date,
            ["amountDue"] = 120.00,
            ["currentBalance"] = 120.00,
        });
    }

    private async Task<string> SetUpAsync(string channel)
    {
        var practice = Samples.Practice();
        practice["timeZone"] = _zone;
        practice["channels"] = new JsonObject { ["email"] = true, ["text"] = true };
        practice["senders"] = new JsonObject
        {
            ["email"] = new JsonObject { ["from"] = "billing@north.example" },
            ["text"] = new JsonObject { ["from"] = "+13125550111" },
        };
        practice["contactHours"] = new JsonObject
        {
            ["opens"] = "08:00",
            ["closes"] = "20:00",
            ["days"] = new JsonArray("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        };
        await AskAsync(HttpMethod.Put, "", practice);
        return (await PostAsync(
            "/templates", channel == "email" ? Samples.EmailTemplate() : Samples.TextTemplate())).Id;
    }

    private Task<Answer> PostAsync(string path, JsonObject? body = null) => AskAsync(HttpMethod.Post, path, body);

    private async Task<Answer> AskAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        var answer = await _api!.Client.AskAsync(method, _practice + path, ApiKeys.Admin, body?.ToJsonString());
        Assert.InRange(answer.Status, 200, 299);
        return answer;
    }

    private async Task WaitAsync(Func<Task<bool>> holds)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            await pace.WaitForNextTickAsync(Cancellation);
        }
    }

    // Etc/GMT+5 is five hours behind UTC. Between 11:00 and 13:00 whenever it is.
    private static string NoonZone()
    {
        var behind = TimeProvider.System.GetUtcNow().Hour - 12;
        return behind switch { 0 => "Etc/UTC", > 0 => $"Etc/GMT+{behind}", < 0 => $"Etc/GMT{behind}" };
    }
}
