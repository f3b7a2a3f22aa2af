using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>A statement of 23 November, due on 14 December, planned by revision 1 and moved to later ones.</summary>
public sealed class ReplanningTests
{
    private static readonly NotificationRule First = NorthClinic.Rule;
    private static readonly NotificationRule Late = NorthClinic.Rule with
    {
        Id = "late",
        Send = SendWhen.After,
        Days = 3,
        Anchor = Anchor.DueDate,
        Purpose = NotificationPurpose.PastDue,
    };

    private static readonly DateTimeOffset Posted = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly Practice Practice = new(1, "north", "clinic", NorthClinic.Salt, 1, NorthClinic.Settings);
    private static readonly AccountKey Key = AccountKey.Of(1, NorthClinic.Salt, "100234");
    private static readonly AccountState Account = new()
    {
        Number = "100234",
        Details = NorthClinic.Guarantor,
        Switches = new() { Email = new(SwitchState.OptedIn) },
    };

    private static readonly AccountState Planned = Post(Account, First, Late);

    // The statement is its second, at level 2.
    private static readonly AccountState Billed = Account with { DunningCount = 1, DunningBase = 1 };
    private static readonly NotificationRule FirstLevel = First with { Id = "e1", Level = 1 };
    private static readonly NotificationRule SecondLevel =
        First with { Id = "e2", Level = 2, MinimumBalance = Money.From(50) };

    [Fact]
    public void What_the_new_revision_plans_just_so_keeps_its_id()
    {
        var (state, count) = Replan(Planned, 2, Posted, First, Late);

        Assert.Equal(new ReplanCount(1, 2, Kept: 2, 0, 0, 0), count);
        Assert.Equal(Planned.Notifications, state.Notifications);
    }

    [Fact]
    public void A_rule_that_moves_is_cancelled_and_made_anew()
    {
        var (state, count) = Replan(Planned, 2, Posted, First with { Time = new(11, 0) }, Late);

        Assert.Equal(new ReplanCount(1, 2, Kept: 1, Moved: 1, 0, 0), count);
        var of = state.Notifications.ToLookup(notification => notification.Rule);
        Assert.Equal(
            [(Status.Cancelled, Reason.Replanned), (Status.Scheduled, null)],
            of["first"].Select(notification => (notification.Status, notification.Reason)));
        Assert.Equal(
            [Posted.AddHours(6), Posted.AddHours(8)], of["first"].Select(notification => notification.PlannedAt));
    }

    [Fact]
    public void A_second_run_changes_nothing()
    {
        var (once, _) = Replan(Planned, 2, Posted, First with { Time = new(11, 0) }, Late);

        var (twice, count) = Replan(once, 2, Posted, First with { Time = new(11, 0) }, Late);

        Assert.Equal((ReplanCount.Zero, once), (count, twice));
    }

    [Fact]
    public void A_rule_that_has_ended_is_never_planned_again()
    {
        var sent = Planned with { Notifications = Planned.Notifications.RemoveAll(n => n.Rule == "first") };

        var (state, count) = Replan(sent, 2, Posted.AddHours(7), First with { Time = new(17, 0) }, Late);

        Assert.Equal(new ReplanCount(1, 1, Kept: 1, 0, 0, 0), count);
        Assert.Equal("late", Assert.Single(state.Notifications).Rule);
    }

    [Fact]
    public void What_is_being_sent_is_left_alone()
    {
        var sending = Planned with
        {
            Notifications = Planned.Notifications.Replace(
                Of(Planned, "first"), Sending.AttemptRules.Begin(Of(Planned, "first"), "a••", Posted)),
        };

        var (state, _) = Replan(sending, 2, Posted, First with { Time = new(11, 0) }, Late);

        Assert.Equal(Status.Sending, Assert.Single(state.Notifications, n => n.Rule == "first").Status);
    }

    [Fact]
    public void One_that_the_new_revision_does_not_plan_is_cancelled()
    {
        var (state, count) = Replan(Planned, 2, Posted, First);

        Assert.Equal(new ReplanCount(1, 2, Kept: 1, 0, 0, Cancelled: 1), count);
        Assert.Equal(Status.Cancelled, Assert.Single(state.Notifications, n => n.Rule == "late").Status);
    }

    [Fact]
    public void A_new_rule_is_added_unless_its_time_has_long_passed()
    {
        var soon = First with { Id = "soon", Send = SendWhen.Before, Days = 3, Anchor = Anchor.DueDate };
        var yesterday = First with { Id = "missed" };

        var (state, count) = Replan(Planned, 2, Posted.AddDays(9), First, Late, soon, yesterday);

        Assert.Equal(1, count.Added);
        Assert.Contains(state.Notifications, notification => notification.Rule == "soon");
        Assert.DoesNotContain(state.Notifications, notification => notification.Rule == "missed");
    }

    [Fact]
    public void Other_terms_at_the_same_time_keep_the_id()
    {
        var (state, count) = Replan(Planned, 2, Posted, First with { MinimumBalance = Money.From(50) }, Late);

        var (before, after) = (Of(Planned, "first"), Of(state, "first"));
        Assert.Equal(new ReplanCount(1, 2, Kept: 1, Moved: 1, 0, 0), count);
        Assert.Equal((before.Id, before.Sequence + 1, 2), (after.Id, after.Sequence, after.ProfileRevision));
        Assert.Equal(Money.From(50), after.MinimumBalance);
    }

    [Fact]
    public void A_rule_that_moves_back_outranks_its_own_cancellation_in_history()
    {
        var (moved, _) = Replan(Planned, 2, Posted, First with { Time = new(11, 0) }, Late);
        var cancelled = moved.Notifications.Single(n => n is { Rule: "first", IsOpen: false });

        var (back, _) = Replan(moved.Begin(acknowledged: true), 3, Posted, First, Late);

        var again = Assert.Single(back.Notifications, n => n is { Rule: "first", IsOpen: true });
        Assert.Equal(cancelled.Id, again.Id);
        Assert.True(again.Sequence > cancelled.Sequence);
    }

    [Fact]
    public void A_level_that_has_spoken_does_not_speak_again_for_a_smaller_balance()
    {
        var sent = Without(Post(Billed, FirstLevel, SecondLevel, Late), "e2").Post(PostingType.Payment, 100);

        var (state, count) = Replan(sent, [Revision(1, FirstLevel, SecondLevel, Late)], FirstLevel, SecondLevel, Late);

        Assert.Equal(new ReplanCount(1, 1, Kept: 1, 0, 0, 0), count);
        Assert.Equal("late", Assert.Single(state.Notifications).Rule);
    }

    [Fact]
    public void A_rule_that_the_old_revision_had_for_others_is_not_added()
    {
        var paper = First with { Id = "paper", Audience = Audience.NotPaperless };
        var paperless = First with { Id = "paperless", Audience = Audience.Paperless };
        var sent = Without(Post(Account, paper, paperless, Late), "paper");
        var turned = sent with { Switches = sent.Switches with { Paperless = new(SwitchState.OptedIn) } };

        var (_, count) = Replan(turned, [Revision(1, paper, paperless, Late)], paper, paperless, Late);

        Assert.Equal(new ReplanCount(1, 1, Kept: 1, 0, 0, 0), count);
    }

    [Fact]
    public void A_new_rule_of_a_level_is_not_added_where_its_channel_has_spoken()
    {
        var sent = Without(Post(Billed, SecondLevel, Late), "e2");
        var (mail, text) = (SecondLevel with { Id = "mail" }, SecondLevel with { Id = "text", Channel = Channel.Text });

        var (state, _) = Replan(sent, [Revision(1, SecondLevel, Late)], SecondLevel, mail, text, Late);

        Assert.Equal(["late", "text"], state.Notifications.Select(notification => notification.Rule).Order());
    }

    [Fact]
    public void A_level_that_has_not_spoken_yet_gives_way_to_a_lower_one()
    {
        var paid = Post(Billed, FirstLevel, SecondLevel).Post(PostingType.Payment, 100);

        var (state, count) = Replan(paid, [Revision(1, FirstLevel, SecondLevel)], FirstLevel, SecondLevel);

        Assert.Equal(new ReplanCount(1, 1, 0, 0, Added: 1, Cancelled: 1), count);
        Assert.Equal("e1", Assert.Single(state.Notifications, notification => notification.IsOpen).Rule);
    }

    private static AccountState Without(AccountState state, string rule) =>
        state with { Notifications = state.Notifications.RemoveAll(notification => notification.Rule == rule) };

    private static PlannedNotification Of(AccountState state, string rule) =>
        state.Notifications.Single(notification => notification.Rule == rule);

    private static ApprovedProfile Revision(int revision, params NotificationRule[] rules) => new(
        NorthClinic.ProfileId, revision, NorthClinic.Profile(rules), new Dictionary<Guid, int> { [NorthClinic.Template] = 3 });

    private static (AccountState State, ReplanCount Count) Replan(
        AccountState state, int revision, DateTimeOffset now, params NotificationRule[] rules) =>
        Replanning.Apply(
            state, new(Key, Practice, Revision(revision, rules), [Revision(1, First, Late)], "test"), now);

    // Four hours after the first was due.
    private static (AccountState State, ReplanCount Count) Replan(
        AccountState state, ApprovedProfile[] former, params NotificationRule[] rules) =>
        Replanning.Apply(state, new(Key, Practice, Revision(2, rules), former, "test"), Posted.AddHours(10));

    private static AccountState Post(AccountState account, params NotificationRule[] rules) => StatementPosting.Apply(
        account,
        Key,
        new PostStatement(
            "S-1", StatementKind.Statement, new(2026, 11, 23), new(2026, 12, 14), Money.From(120),
            new(Money.From(120), null), null, null, null, "hash", null, "test"),
        Practice,
        Revision(1, rules),
        Posted).State;
}
