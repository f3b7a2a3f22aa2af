using BalanceNotifications.Accounts;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Contact;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Inbound;

/// <summary>A number that practices text or call from, and that a guarantor texts back.</summary>
internal sealed class TextedNumber : IAsyncDisposable
{
    public const string Guarantor = "+13125550123";
    public const string Nothing = """<?xml version="1.0" encoding="UTF-8"?><Response />""";

    private static int Numbers = 5_550_200;

    private readonly ClusterFixture _cluster;
    private readonly ApiHost _api;

    private TextedNumber(ClusterFixture cluster, ApiHost api) => (_cluster, _api) = (cluster, api);

    // One of each test's own, or the practices of all tests would share one.
    public string Number { get; } = $"+1312{Interlocked.Increment(ref Numbers)}";

    public static async Task<TextedNumber> StartAsync(ClusterFixture cluster)
    {
        _ = cluster.Services; // skips or fails the test when there is no database
        return new(cluster, await cluster.StartApiAsync(SignedRequests.Settings));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public Task<ClusterPractice> OpenAsync() => ClusterPractice.OpenAsync(
        _cluster, Channel.Text, settings => settings with
        {
            Senders = settings.Senders with { Text = new PhoneSender(Number, null, "default") },
        });

    // It calls from the number, and texts from none that anybody could text back.
    public async Task<ClusterPractice> OpenForCallsAsync()
    {
        var practice = await ClusterPractice.OpenAsync(_cluster, Channel.Voice, settings => settings with
        {
            Channels = new(true, true, true),
            Senders = settings.Senders with { Voice = new(Number, null, "default") },
        });
        await AllowCallsAsync(practice);
        return practice;
    }

    public static async Task AllowCallsAsync(ClusterPractice practice)
    {
        var asked = new Evidence(TestClock.MondayAtTen.AddMinutes(-1), "intake form", "yes");
        var set = await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Voice, SwitchState.OptedIn, "asked", asked)], "test", default);
        Assert.Equal(SetSwitchesOutcome.Applied, set.Outcome);
    }

    // All that is done in the first transaction.
    public async Task DieAfterItStoodAsync(ClusterPractice practice, string body, string sid)
    {
        var store = new InboundStore(_cluster.Postgres.Owner);
        var sender = Assert.Single(await store.FindSendersAsync("default", Number, null, default));
        await store.TakeAsync(
            practice.Scope,
            new(
                $"{sid}{Number}", _cluster.Clock.Now, AddressHash.Of(sender.Salt, Channel.Text, Guarantor), Number,
                WordMeaning.Revocation, body),
            default);
    }

    public async Task<string> TextAsync(
        string body, string? sid = null, string from = Guarantor, string? service = null)
    {
        List<(string, string)> form =
        [
            ("MessageSid", sid is null ? $"SM{Guid.CreateVersion7():n}" : $"{sid}{Number}"), ("From", from),
            ("To", Number), ("Body", body),
        ];
        if (service is not null)
        {
            form.Add(("MessagingServiceSid", service));
        }

        var answer = await _api.Client.PostSignedAsync("/callbacks/twilio/inbound?provider=default", form);
        Assert.Equal((200, "text/xml"), (answer.Status, answer.ContentType));
        return answer.Text;
    }

    public async Task<IReadOnlyList<TimelineEntry.Reply>> RepliesAsync(ClusterPractice practice) =>
    [
        .. (await new TimelineReader(_cluster.Postgres.Owner).ReadAsync(
            practice.Scope, practice.Key, "100234", (null, 100), default))!.Items.OfType<TimelineEntry.Reply>(),
    ];
}
