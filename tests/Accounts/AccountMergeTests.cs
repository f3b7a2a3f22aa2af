using System.Text.Json;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>Merging 100234 into 100300, whatever dies on the way.</summary>
[Collection(ClusterFixture.Name)]
public sealed class AccountMergeTests(ClusterFixture cluster)
{
    private const string Into = "100300";

    [Fact]
    [Trait("Rule", "V85")]
    public async Task Pending_notifications_move_and_go_out_once_under_the_switches_of_the_account_that_is_left()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync();
        await source.SaveAccountAsync(email: "old@home.example");
        var planned = (await source.Account.GetCadenceAsync(default))!.Single();

        Assert.Equal(new(MergeOutcome.Merged, Into), await MergeAsync(source));
        await target.TickWhenDueAsync();
        await source.TickAsync();

        var (left, moved) = (await source.HistoryAsync(), await target.HistoryAsync());
        Assert.Equal((Status.Cancelled, Reason.Merged), (left.Status, left.Reason));
        Assert.Equal((Status.Sent, 0, 1), (moved.Status, source.Arrived(left.Id), target.Arrived(moved.Id)));
        Assert.Equal(planned.PlannedAt.ToUnixTimeMilliseconds(), InstantOf(moved.Id));
        var mail = cluster.Relay.Received.Single(m => m.Message.MessageId == $"{moved.Id:n}@north.example");
        Assert.Equal("ann@home.example", mail.Message.To.Mailboxes.Single().Address);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task Switches_and_details_of_the_account_that_is_left_win_and_balances_add_up()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await target.SaveAccountAsync(state: SwitchState.OptedOut);
        await source.PostStatementAsync(due: 120);
        await target.PostStatementAsync(due: 80);
        await source.Account.PlaceHoldAsync(Dispute, default);

        await MergeAsync(source);

        var (left, view) = (await source.Account.GetAsync(default), await target.Account.GetAsync(default));
        Assert.Equal((SwitchState.OptedOut, Money.From(200)), (view!.Email.State, view.Balance));
        Assert.Equal(HoldReason.Dispute, Assert.Single(view.Holds).Reason);
        Assert.Equal((Into, Money.Zero), (left!.MergedInto, left.Balance));
        Assert.Empty(left.Holds);
        Assert.Contains(await source.AuditAsync(), line => line.Action == "account.merged");
        Assert.Contains(await target.AuditAsync(), line => line.Action == "account.absorbed");
    }

    [Fact]
    public async Task A_link_of_the_account_that_is_gone_leads_to_what_the_other_owes()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await target.SaveAccountAsync();
        await target.PostStatementAsync(due: 80);

        await MergeAsync(source);

        var asked = await source.Account.GetQuickPayAsync(default);
        Assert.Equal((Into, Money.From(80)), (asked!.Number, asked.AmountDue));
    }

    [Fact]
    public async Task Merging_twice_and_at_once_is_merging_once()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync(due: 120);

        var outcomes = await Task.WhenAll(MergeAsync(source), MergeAsync(source), MergeAsync(source));

        Assert.All(outcomes, outcome => Assert.Equal(MergeOutcome.Merged, outcome.Outcome));
        Assert.Equal(Money.From(120), (await target.Account.GetAsync(default))!.Balance);
        Assert.Single((await target.Account.GetCadenceAsync(default))!);
    }

    [Fact]
    public async Task Dying_between_intent_and_hand_over_is_made_good_by_the_reminder()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync(due: 120);
        await target.RaiseStoredVersionAsync(); // whatever the target writes is refused

        Assert.Equal(MergeOutcome.Pending, (await MergeAsync(source)).Outcome);
        await source.DeactivateAsync();
        Assert.Equal(PostOutcome.Merged, (await source.PayAsync(20)).Outcome);
        await source.TickWhenDueAsync();

        Assert.Equal(Status.Cancelled, (await source.HistoryAsync()).Status);
        Assert.Equal(Money.From(120), (await target.Account.GetAsync(default))!.Balance);
        await target.TickAsync();
        Assert.Equal(Status.Sent, (await target.HistoryAsync()).Status);
    }

    [Fact]
    public async Task Dying_between_hand_over_and_record_hands_nothing_over_twice()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync(due: 120);
        await target.RaiseStoredVersionAsync();
        Assert.Equal(MergeOutcome.Pending, (await MergeAsync(source)).Outcome);

        await source.RaiseStoredVersionAsync(); // the target takes over, and the source cannot write that down
        await Assert.ThrowsAnyAsync<Exception>(source.TickAsync);
        Assert.Equal(Money.From(120), (await target.Account.GetAsync(default))!.Balance);
        Assert.Equal(Into, (await source.Account.GetAsync(default))!.MergedInto);
        await target.TickWhenDueAsync();
        await source.TickAsync();

        Assert.Equal(Money.From(120), (await target.Account.GetAsync(default))!.Balance);
        var (left, moved) = (await source.HistoryAsync(), await target.HistoryAsync());
        Assert.Equal((Status.Cancelled, Status.Sent), (left.Status, moved.Status));
        Assert.Equal(1, source.Arrived(left.Id) + target.Arrived(moved.Id));
    }

    [Fact]
    public async Task What_is_in_flight_ends_where_it_began()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync();
        cluster.Relay.Drop("CONTENT");
        await source.TickWhenDueAsync(); // in doubt

        await MergeAsync(source);
        await target.TickAsync();
        await source.TickAfterAsync(TimeSpan.FromMinutes(2));

        Assert.Empty((await target.Account.GetCadenceAsync(default))!);
        var left = await source.HistoryAsync();
        Assert.Equal((Status.OutcomeUnknown, Reason.Merged), (left.Status, left.Reason));
        Assert.Equal(0, source.Arrived(left.Id));
    }

    [Fact]
    public async Task The_account_takes_nothing_any_more_and_still_knows_what_it_took()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        await source.WithAccountAsync(Into);
        var first = await source.PostStatementAsync();
        await MergeAsync(source);

        Assert.Equal(new(PostOutcome.Repeated, first.Statement), await source.PostStatementAsync());
        Assert.Equal(new(PostOutcome.Merged, null, Into), await source.PostStatementAsync("S-2"));
        Assert.Equal(new(PostOutcome.Merged, null, Into), await source.PayAsync(20));
        Assert.Equal(SaveAccountOutcome.Merged, (await source.SaveAccountAsync()).Outcome);
        Assert.Equal(
            SetSwitchesOutcome.Merged,
            (await source.Account.SetSwitchesAsync(
                [new(SwitchKind.Email, SwitchState.OptedOut, null, null)], "test", default)).Outcome);
        Assert.Equal(new(PostOutcome.Merged, null, Into), await source.Account.PlaceHoldAsync(Dispute, default));
        Assert.Equal(WithdrawOutcome.Merged, await source.Account.WithdrawStatementAsync("S-1", "test", default));
    }

    [Fact]
    public async Task What_was_posted_before_can_be_repeated_and_undone_at_the_account_that_is_left()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync(due: 120);
        await source.PayAsync(50);
        await MergeAsync(source);

        Assert.Equal(PostOutcome.Repeated, (await target.PayAsync(50)).Outcome);
        var reversal = await target.Account.PostAsync(
            new("R-1", PostingType.Reversal, Money.Zero, cluster.Clock.Now, "P-1", "hash", "test"), default);

        Assert.Equal((PostOutcome.Created, Money.From(120)), (reversal.Outcome, reversal.Posting!.Balance));
        Assert.Equal(WithdrawOutcome.Withdrawn, await target.Account.WithdrawStatementAsync("S-1", "test", default));
    }

    [Fact]
    public async Task No_account_merges_into_itself_into_none_or_into_one_that_is_gone()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        await source.WithAccountAsync(Into);
        var third = await source.WithAccountAsync("100301");

        Assert.Equal(MergeOutcome.NoTarget, (await MergeAsync(source, ClusterPractice.Number)).Outcome);
        Assert.Equal(MergeOutcome.NoTarget, (await MergeAsync(source, "999999")).Outcome);
        await MergeAsync(source);
        Assert.Equal(new(MergeOutcome.TargetMerged, Into), await MergeAsync(third, ClusterPractice.Number));
        Assert.Equal(new(MergeOutcome.MergedElsewhere, Into), await MergeAsync(source, "100301"));
    }

    [Fact]
    public async Task Two_that_merge_into_each_other_leave_one()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync(due: 120);
        await target.PostStatementAsync(due: 80);
        await MergeAsync(source);

        Assert.Equal(
            MergeOutcome.TargetMerged, (await MergeAsync(target, ClusterPractice.Number)).Outcome);

        Assert.Equal(Money.From(200), (await target.Account.GetAsync(default))!.Balance);
    }

    [Fact]
    public async Task Two_confidential_addresses_that_differ_are_for_a_person_to_settle()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.ConfideAsync(new("safe@shelter.example"));
        await target.ConfideAsync(new("other@shelter.example"));

        Assert.Equal(new(MergeOutcome.ConfidentialDiffers, Into), await MergeAsync(source));
        Assert.Null((await source.Account.GetAsync(default))!.MergedInto);
        await target.ConfideAsync(new("safe@shelter.example"));

        Assert.Equal(MergeOutcome.Merged, (await MergeAsync(source)).Outcome);
    }

    [Fact]
    public async Task A_confidential_address_that_comes_between_intent_and_hand_over_ends_the_merge()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        await source.PostStatementAsync(due: 120);
        await source.ConfideAsync(new("safe@shelter.example"));
        await target.RaiseStoredVersionAsync();
        Assert.Equal(MergeOutcome.Pending, (await MergeAsync(source)).Outcome);
        await target.ConfideAsync(new("other@shelter.example"));

        await source.TickAsync();

        var (left, view) = (await source.Account.GetAsync(default), await target.Account.GetAsync(default));
        Assert.Equal((null, Money.From(120), Money.Zero), (left!.MergedInto, left.Balance, view!.Balance));
    }

    [Fact]
    public async Task One_that_is_on_its_way_out_lets_the_other_wait()
    {
        var source = await ClusterPractice.OpenAsync(cluster);
        var target = await source.WithAccountAsync(Into);
        var third = await source.WithAccountAsync("100301");
        await target.RaiseStoredVersionAsync();
        Assert.Equal(MergeOutcome.Pending, (await MergeAsync(source)).Outcome);
        await third.RaiseStoredVersionAsync();
        Assert.Equal(MergeOutcome.Pending, (await MergeAsync(target, "100301")).Outcome);

        await source.TickAsync();
        Assert.Equal(Into, (await source.Account.GetAsync(default))!.MergedInto);
        await target.TickAsync();
        await source.TickAsync();

        Assert.Equal("100301", (await target.Account.GetAsync(default))!.MergedInto);
        Assert.Null((await source.Account.GetAsync(default))!.MergedInto);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_a_circle_of_merges_the_account_with_the_first_key_steps_back_and_none_waits_for_ever(int count)
    {
        var first = await ClusterPractice.OpenAsync(cluster);
        var numbers = new List<string> { ClusterPractice.Number };
        var accounts = new List<ClusterPractice> { first };
        while (accounts.Count < count)
        {
            numbers.Add($"circle-{accounts.Count}");
            accounts.Add(await first.WithAccountAsync(numbers[^1]));
        }

        foreach (var (account, into) in accounts.Zip([.. numbers.Skip(1), numbers[0]]))
        {
            await account.PostStatementAsync(due: 100);
            await IntendAsync(account, into);
        }

        var stays = accounts.MinBy(account => account.Key.Hash, StringComparer.Ordinal)!;
        await Task.WhenAll(accounts.Except([stays]).Select(account => account.TickAsync()));
        Assert.All(await StandingsAsync(accounts), standing => Assert.NotNull(standing.Merging));

        await stays.TickAsync();
        Assert.Null((await StandingsAsync([stays]))[0].TakenOverBy);
        foreach (var account in accounts.Concat(accounts))
        {
            await account.TickAsync();
        }

        Assert.All(await StandingsAsync(accounts), standing => Assert.Null(standing.Merging));
        var views = await Task.WhenAll(accounts.Select(account => account.Account.GetAsync(default)));
        Assert.Equal(count - 1, views.Count(view => view!.MergedInto is null));
        Assert.Equal(Money.From(100 * count), views.Aggregate(Money.Zero, (sum, view) => sum + view!.Balance));
    }

    // As it stands after merges that were begun at one moment: begun one after another, each would see the next.
    private static async Task IntendAsync(ClusterPractice account, string into)
    {
        await account.ExecuteAsync(
            """
            update orleansstorage set payloadbinary = convert_to(
                jsonb_set(convert_from(payloadbinary, 'UTF8')::jsonb, '{Merging}', $2::jsonb)::text, 'UTF8')
            where grainidextensionstring = $1
            """,
            Database.Value(account.Key.ToString()),
            Database.Value(JsonSerializer.Serialize(
                new MergeIntent(into, "same person twice", "test", TestClock.MondayAtTen))));
        await account.DeactivateAsync();
    }

    private static async Task<MergeStanding[]> StandingsAsync(IEnumerable<ClusterPractice> accounts) =>
        (await Task.WhenAll(accounts.Select(account => account.Account.GetMergeStandingAsync(default))))!;

    private static Hold Dispute { get; } = new("h-1", HoldReason.Dispute, null, "", TestClock.MondayAtTen, "test");

    private static Task<MergeResult> MergeAsync(ClusterPractice source, string into = Into) =>
        source.Account.MergeAsync(new(into, "same person twice", "test"), default);

    private static long InstantOf(Guid id) => Convert.ToInt64(id.ToString("n")[..12], 16);
}
