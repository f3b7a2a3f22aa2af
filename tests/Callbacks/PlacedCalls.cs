using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Callbacks;

/// <summary>An api that two accounts of Twilio may call, and calls that went out through the first of them.</summary>
public sealed class PlacedCalls(ClusterFixture cluster) : IAsyncLifetime
{
    private ApiHost? _api;

    internal HttpClient Client
    {
        get
        {
            _ = cluster.Services; // skips or fails the test when there is no database
            return _api!.Client;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (cluster.Postgres.IsAvailable)
        {
            _api = await cluster.StartApiAsync(
                [.. SignedRequests.Settings, ("Callbacks:Twilio:Accounts:second:AuthToken", "token-of-second")]);
        }
    }

    public ValueTask DisposeAsync() => _api?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal async Task<(ClusterPractice Practice, CalledPhone Phone)> PlaceAsync(
        Func<PracticeSettings, PracticeSettings>? settings = null, string? language = null)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Voice, of => (settings ?? (s => s))(of with
        {
            Channels = new(true, true, true),
            Senders = of.Senders with { Voice = new("+13125550112", null, "default") },
        }));
        await AllowAsync(practice, language);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        return (practice, PhoneOf((await practice.HistoryAsync()).Id));
    }

    internal static async Task AllowAsync(ClusterPractice practice, string? language = null)
    {
        var asked = new Evidence(TestClock.MondayAtTen.AddMinutes(-1), "intake form", "yes");
        var result = await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Voice, SwitchState.OptedIn, "asked", asked)], "test", default);
        Assert.Equal(SetSwitchesOutcome.Applied, result.Outcome);
        if (language is not null)
        {
            await practice.Account.SaveAsync(
                new SaveAccount(
                    ClusterPractice.Number, new AccountDetails(Language: language), AccountFields.Language,
                    new SwitchPatch(), null, null, null, "test"),
                default);
        }
    }

    internal IReadOnlyList<Fixtures.TwilioRequest> Of(Guid notification) =>
    [
        .. cluster.Twilio.Requests.Where(request =>
            request.Form.GetValueOrDefault("Url")?.Contains($"{notification:n}", StringComparison.Ordinal) is true),
    ];

    /// <summary>The newest one to a number.</summary>
    internal Fixtures.TwilioRequest At(string number) => cluster.Twilio.Requests.Last(
        request => request.Form.GetValueOrDefault("To") == number && request.Form.ContainsKey("Url"));

    internal CalledPhone PhoneOf(Guid notification)
    {
        var call = Of(notification)[^1];
        return new(Client, call.Form, call.Sid);
    }
}
