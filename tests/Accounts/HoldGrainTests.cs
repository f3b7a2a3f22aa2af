using BalanceNotifications.Fixtures;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

[Collection(ClusterFixture.Name)]
public sealed class HoldGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_hold_placed_twice_gets_the_first_answer_and_another_body_under_its_id_is_refused()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var first = await practice.Account.PlaceHoldAsync(Dispute, default);

        var again = await practice.Account.PlaceHoldAsync(
            Dispute with { PlacedAt = Dispute.PlacedAt.AddMinutes(1), PlacedBy = "somebody else" }, default);
        var other = await practice.Account.PlaceHoldAsync(Dispute with { Note = "another" }, default);

        Assert.Equal(new(PostOutcome.Created, Dispute), first);
        Assert.Equal(new(PostOutcome.Repeated, Dispute), again);
        Assert.Equal(new(PostOutcome.IdReused, null), other);
        Assert.Equal(Dispute, Assert.Single((await practice.Account.GetAsync(default))!.Holds));
    }

    [Fact]
    public async Task A_repeat_that_comes_after_the_release_places_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.Account.PlaceHoldAsync(Dispute, default);
        Assert.True(await practice.Account.ReleaseHoldAsync(Dispute.Id, "test", default));
        await practice.DeactivateAsync();

        Assert.Equal(PostOutcome.Repeated, (await practice.Account.PlaceHoldAsync(Dispute, default)).Outcome);

        Assert.Empty((await practice.Account.GetAsync(default))!.Holds);
    }

    [Fact]
    public async Task A_hold_that_ends_by_its_date_holds_no_longer_without_anybody_asking()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.Account.PlaceHoldAsync(Dispute with { Until = TestClock.MondayAtTen.AddMinutes(20) }, default);

        await practice.TickWhenDueAsync();

        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task An_account_that_was_never_created_takes_no_hold()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var unknown = cluster.Grains.GetGrain<IAccountGrain>(practice.KeyOf("999999").ToString());

        Assert.Equal(new(PostOutcome.NoAccount, null), await unknown.PlaceHoldAsync(Dispute, default));
    }

    private static Hold Dispute { get; } = new("h-1", HoldReason.Dispute, null, "", TestClock.MondayAtTen, "test");
}
