using System.Net;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using MimeKit;

namespace BalanceNotifications.Links;

/// <summary>Which address a way out ends, and whose switch it sets (decision 0037).</summary>
[Collection(ClusterFixture.Name)]
public sealed class UnsubscribedAddressTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_the_account_that_is_left_is_meant()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        var left = await practice.WithAccountAsync("200");
        await using var api = await cluster.StartApiAsync();
        await practice.Account.MergeAsync(new MergeAccount("200", "twice", "test"), default);

        using var response = await OfferedWayOut.PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_the_account_that_is_left_keeps_an_address_that_was_not_written_to()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        var left = await practice.WithAccountAsync("200");
        await left.SaveAccountAsync(email: "beth@home.example");
        await using var api = await cluster.StartApiAsync();
        await practice.Account.MergeAsync(new MergeAccount("200", "twice", "test"), default);

        using var response = await OfferedWayOut.PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedIn, (await left.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (1, 0), (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task In_a_merge_that_cannot_end_yet_the_address_is_ended_at_once()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        var left = await practice.WithAccountAsync("200");
        await left.RaiseStoredVersionAsync(); // whatever it writes is refused
        Assert.Equal(
            MergeOutcome.Pending,
            (await practice.Account.MergeAsync(new MergeAccount("200", "twice", "test"), default)).Outcome);
        await left.Account.GetAsync(default);
        await left.RaiseStoredVersionAsync();
        await using var api = await cluster.StartApiAsync();

        using var first = await OfferedWayOut.PostAsync(api, path);
        var suppressed = await practice.SuppressedAsync("ann@home.example");
        using var second = await OfferedWayOut.PostAsync(api, path);

        Assert.Equal((HttpStatusCode.OK, 1L, HttpStatusCode.OK), (first.StatusCode, suppressed, second.StatusCode));
        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task It_ends_the_address_that_was_written_to_and_not_the_one_that_has_replaced_it()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await practice.SaveAccountAsync(email: "beth@home.example");
        await using var api = await cluster.StartApiAsync();

        using var response = await OfferedWayOut.PostAsync(api, path);

        Assert.Contains(
            "We have stopped e-mails",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (1, 0), (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
    }

    [Fact]
    public async Task Of_several_attempts_the_last_ones_address_is_ended()
    {
        cluster.Relay.Answer("RCPT", "451 4.7.1 grey");
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        Assert.Equal(NotificationStatus.Deferred, (await practice.HistoryAsync()).Status);
        await practice.SaveAccountAsync(email: "beth@home.example");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        var sent = await practice.HistoryAsync();
        var mail = cluster.Relay.Received.Single(mail => mail.Message.MessageId == $"{sent.Id:n}@north.example").Message;
        await using var api = await cluster.StartApiAsync();

        using var response = await OfferedWayOut.PostAsync(
            api, new Uri(mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>')).AbsolutePath);

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (0, 1), (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
    }

    [Fact]
    public async Task An_address_that_comes_back_is_still_ended()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await practice.SaveAccountAsync(email: "beth@home.example");
        await using var api = await cluster.StartApiAsync();
        using var response = await OfferedWayOut.PostAsync(api, path);

        await practice.SaveAccountAsync();
        await practice.PostStatementAsync("S-2", daysAgo: -1);
        await practice.TickAfterAsync(TimeSpan.FromDays(1));

        Assert.Equal(NotificationStatus.WillNotSend, (await practice.HistoryAsync("S-2")).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task The_link_of_an_earlier_version_ends_the_address_that_the_account_has()
    {
        var (practice, path) = await OfferedWayOut.SentAsync(cluster);
        await practice.SaveAccountAsync(email: "beth@home.example");
        await practice.ExecuteAsync(
            "update link set address_hash = null, channel = null where practice_id = $1", Database.Value(practice.Id));
        await using var api = await cluster.StartApiAsync();

        using var response = await OfferedWayOut.PostAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(1, await practice.SuppressedAsync("beth@home.example"));
    }
}
