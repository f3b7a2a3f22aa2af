using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using BalanceNotifications.Accounts;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Privacy;

/// <summary>A day of an installation: every channel, and whatever goes wrong, with people in it who must not be seen.</summary>
internal sealed class LeakRun(WatchedCluster cluster, ApiHost api)
{
    public const string Secret = "secret of the pipe";

    private readonly List<Resident> _residents = [];
    private readonly List<string> _said = [];

    public static (string Key, string Value)[] Settings { get; } =
    [
        .. SignedRequests.Settings,
        ("Callbacks:Email:Secrets:pipe", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)))),
    ];

    /// <summary>Every name, address and number that was used, and every sentence that somebody said.</summary>
    public IReadOnlyList<string> Needles =>
        [.. _residents.SelectMany(resident => resident.Needles).Concat(_said).Distinct(StringComparer.OrdinalIgnoreCase)];

    public async Task SendMailAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await BillAsync(practice, _ => { });
        await BillAsync(practice, to => cluster.Relay.Answer("RCPT", $"550 5.1.1 <{to.Email}>: nobody called {to.Last} here"));
        await BillAsync(practice, to => cluster.Relay.Answer("RCPT", $"451 4.7.1 <{to.Email}> is greylisted"));
        await BillAsync(practice, _ => cluster.Relay.Drop("HALFWAY"));
        await BillAsync(practice, _ => cluster.Relay.Drop("CONTENT"));
        await BillAsync(practice, to => cluster.Relay.Answer("CONTENT", $"554 5.7.1 about {to.First} {to.Last}"));
    }

    public async Task SendTextsAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        var taken = cluster.Twilio.OnRequest;
        await BillAsync(practice, _ => { });
        await BillAsync(practice, _ => cluster.Twilio.Refuse(400, 21610));
        await BillAsync(practice, _ => cluster.Twilio.Refuse(400, 21211));
        await BillAsync(practice, _ => cluster.Twilio.Refuse(503, null));
        await BillAsync(practice, _ => cluster.Twilio.Drop());
        cluster.Twilio.OnRequest = taken;
    }

    public async Task CallAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Voice, settings => settings with
        {
            Channels = new(true, true, true),
            Senders = settings.Senders with { Voice = new("+13125550112", null, "default") },
        });
        var (called, id) = await BillAsync(practice, _ => { }, PlacedCallsOf);
        var call = $"/callbacks/twilio/voice/{id}";
        (string, string)[] form = [("CallSid", cluster.Twilio.Requests[^1].Sid), ("To", called.Phone), ("From", "+13125550112"), ("CalledCity", called.Last)];
        await api.Client.PostSignedAsync(call, form);
        await api.Client.PostSignedAsync($"{call}/identity", [.. form, ("Digits", "1")]);
        await api.Client.PostSignedAsync($"{call}/message", [.. form, ("Digits", "9")]);
        await api.Client.PostSignedAsync($"{call}/status", [.. form, ("CallStatus", "completed"), ("CallDuration", "12")]);
        await api.Client.PostSignedAsync(call, form, token: "another");

        static Task PlacedCallsOf(ClusterPractice account) => PlacedCalls.AllowAsync(account);
    }

    public async Task TextBackAsync()
    {
        var resident = Meet();
        foreach (var words in (string[])["STOP", $"I am {resident.First} {resident.Last}, do not write to me", "wrong number"])
        {
            _said.Add(words.Length > 20 ? words : resident.Last);
            (string, string)[] form = [("From", resident.Phone), ("To", "+13125550111"), ("Body", words), ("MessageSid", $"SM{words.Length:d32}")];
            await api.Client.PostSignedAsync("/callbacks/twilio/inbound", form);
            await api.Client.PostSignedAsync("/callbacks/twilio/inbound", form, token: "another");
            await api.Client.PostSignedAsync("/callbacks/twilio/status?x=" + resident.Last, form, token: null);
        }

        var bounce = ReportMails.Bounce(diagnostic: $"smtp; 550 <{resident.Email}>: User unknown")
            .Replace("ann@home.example", resident.Email, StringComparison.Ordinal);
        await PostMailAsync(bounce, Secret);
        await PostMailAsync(bounce, "wrong");
        await PostMailAsync(bounce.Replace("Action: failed", $"Action: {resident.Last}", StringComparison.Ordinal), Secret);
        await PostMailAsync($"{resident.First} writes no mail", Secret);
    }

    public async Task AskWronglyAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var (resident, _) = await BillAsync(practice, _ => { });
        var path = $"/v1/practices/{practice.Slug}";
        var account = $"{path}/accounts/{resident.Account}";
        foreach (var body in (string[])
        [
            $$"""{ "{{resident.First}} {{resident.Last}}": 1 }""",
            $$"""{ "email": "{{resident.Email}} {{resident.Last}}", "phone": "{{resident.Phone}}999" }""",
            $$"""{ "guarantor": "{{resident.First}}" }""",
            $$"""{ "guarantor": { "firstName": "{{resident.First}}" """,
            $$"""{ "guarantor": { "firstName": "{{resident.First}}\u0000{{resident.Last}}" } }""",
            $$"""{ "guarantor": { "firstName": "{{resident.First}}\ud800" }, "timeZone": "{{resident.Last}}" }""",
            $$"""{ "guarantor": { "firstName": "{{string.Concat(Enumerable.Repeat(resident.First, 2000))}}" } }""",
            $$"""{ "balance": "{{resident.Last}}", "profile": "{{resident.Last}}" }""",
            $$"""{ "profile": "{{resident.Last}}", "guarantor": { "language": "{{resident.First}}" } }""",
        ])
        {
            await AskAsync(HttpMethod.Put, account, body);
            await AskAsync(HttpMethod.Post, $"{account}/statements", body);
            await AskAsync(HttpMethod.Post, $"{account}/postings", body);
            await AskAsync(HttpMethod.Post, $"{account}/holds", body);
            await AskAsync(HttpMethod.Post, $"{account}/notifications", body);
            await AskAsync(HttpMethod.Put, $"{account}/switches", body);
            await AskAsync(HttpMethod.Post, $"{path}/templates", body);
        }

        await AskAsync(HttpMethod.Post, $"{account}/holds", $$"""{ "holdId": "{{resident.Account}}", "reason": "other", "note": "{{resident.First}} {{resident.Last}} called" }""");
        await AskAsync(HttpMethod.Post, $"{account}/merge", $$"""{ "into": "{{resident.Account}}-2", "reason": "{{resident.First}}" }""");
        foreach (var read in (string[])
        [
            account, $"{account}/timeline", $"{account}/cadence", $"{account}-no", $"{path}/accounts?query={resident.Last}",
            $"{path}/accounts?query={Uri.EscapeDataString(resident.Email)}", $"{path}/accounts?cursor={resident.Last}",
            $"{path}/accounts?status={resident.Last}", $"{path}/notifications?account={resident.Account}",
            $"{path}/notifications?status={resident.Last}", $"{path}/audit?subject={resident.Account}",
            $"/v1/{resident.Last}", $"{path}/accounts/{Uri.EscapeDataString(resident.First + " " + resident.Last)}",
            $"/q/{resident.Last}", $"/u/{resident.Last}", $"{path}/accounts/{resident.Account}%00",
        ])
        {
            await AskAsync(HttpMethod.Get, read);
        }

        await AskAsync(HttpMethod.Post, account, "{}");
    }

    public async Task UploadAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var (good, bad) = (Meet(), Meet());
        var today = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);
        var path = $"/v1/practices/{practice.Slug}/batches";
        await UploadAsync(path, "text/csv", $"""
            account,statement_id,statement_date,due_date,amount_due,first_name,last_name,email,phone
            {good.Account},S-1,{today:yyyy-MM-dd},{today.AddDays(21):yyyy-MM-dd},120.00,{good.First},{good.Last},{good.Email},{good.Phone}
            {bad.Account},S-1,{bad.Last},{today.AddDays(21):yyyy-MM-dd},{bad.First},{bad.First},{bad.Last},{bad.Email} {bad.Last},{bad.Phone}123
            "{bad.First}"x{bad.Last}",S-2
            """);
        await UploadAsync(path, "application/x-ndjson", $$"""
            {"account":"{{bad.Account}}","statementId":"S-2","{{bad.Last}}":1}
            {"account":"{{bad.Account}}","statementId":{{bad.First}}
            """);
        await UploadAsync(path, "text/csv", $"account,{bad.Last}\n{bad.Account},1\n");
    }

    public async Task OpenLinksAsync()
    {
        foreach (var link in cluster.Relay.Received.SelectMany(mail => Links(mail.Message.ToString())).Distinct().ToArray())
        {
            await AskAsync(HttpMethod.Get, link);
            await AskAsync(HttpMethod.Post, link, "List-Unsubscribe=One-Click");
        }
    }

    /// <summary>The server ends every connection that the product has, in the middle of its work.</summary>
    public async Task LoseDatabaseAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var (resident, _) = await BillAsync(practice, _ => { });
        await practice.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await AskAsync(HttpMethod.Put, $"/v1/practices/{practice.Slug}/accounts/{resident.Account}", System.Text.Json.JsonSerializer.Serialize(resident.Body));
        }
    }

    private Resident Meet()
    {
        var resident = Resident.Make();
        _residents.Add(resident);
        return resident;
    }

    private async Task<(Resident Resident, Guid Notification)> BillAsync(
        ClusterPractice practice, Action<Resident> fault, Func<ClusterPractice, Task>? allow = null)
    {
        var resident = Meet();
        var account = await practice.WithAccountAsync(resident.Account);
        var saved = await api.Client.AskAsync(
            HttpMethod.Put, $"/v1/practices/{practice.Slug}/accounts/{resident.Account}", ApiKeys.Admin, resident.Body);
        Assert.True(saved.Status is 200, saved.Text);
        if (allow is not null)
        {
            await allow(account);
        }

        await account.PostStatementAsync();
        fault(resident);
        await account.TickWhenDueAsync();
        await account.TickAfterAsync(TimeSpan.FromMinutes(11));
        return (resident, (await account.HistoryAsync()).Id);
    }

    private Task<Answer> AskAsync(HttpMethod method, string path, string? body = null) =>
        api.Client.AskAsync(method, path, ApiKeys.Admin, body);

    private async Task UploadAsync(string path, string type, string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(file) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        using var answer = await api.Client.SendAsync(request);
    }

    private async Task PostMailAsync(string mail, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks/email/dsn")
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(mail)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        request.Headers.Authorization = new("Bearer", secret);
        using var answer = await api.Client.SendAsync(request);
    }

    // Paths alone: the host is the installation's public name.
    private static IEnumerable<string> Links(string message) =>
        System.Text.RegularExpressions.Regex.Matches(message.Replace("=\r\n", "", StringComparison.Ordinal), "/[qu]/[A-Za-z0-9_-]{23}")
            .Select(match => match.Value);
}
