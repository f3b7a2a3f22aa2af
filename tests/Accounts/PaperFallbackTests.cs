using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What puts a statement on the paper list, when, and what takes it off.</summary>
public sealed class PaperFallbackTests
{
    private const int Days = 5;
    private static readonly DateTimeOffset Now = Told.Start;
    private static readonly PracticeSettings Practice = NorthClinic.Settings with { PaperFallbackDays = Days };

    [Fact, Trait("Rule", "V82")]
    public void A_paperless_bounce_is_listed_after_the_practices_days_and_not_before()
    {
        var bounced = Bounce(Billed());

        Assert.Equal(Now.AddDays(Days), bounced.NextAt());
        Assert.Equal((PaperReason.EmailUndeliverable, false), Place(bounced));
        Assert.Equal((PaperReason.EmailUndeliverable, false), Place(PaperFallback.ListDue(bounced, Now.AddDays(4))));
        var listed = PaperFallback.ListDue(bounced, Now.AddDays(Days));
        Assert.Equal((PaperReason.EmailUndeliverable, true), Place(listed));
        Assert.Equal("s-1", Assert.Single(listed.Outbox.Paper));
        Assert.Equal(Now.AddDays(Days), listed.Paper[0].At);
        Assert.Null(listed.NextAt());
    }

    [Fact]
    public void A_bounce_to_a_guarantor_on_paper_lists_nothing() =>
        Assert.Empty(Bounce(Billed(paperless: false)).Paper);

    [Fact]
    public void A_payment_in_time_and_a_message_that_gets_through_take_it_off()
    {
        var bounced = Bounce(Billed());

        Assert.Empty(bounced.Post(PostingType.Payment, 120, day: 2).Paper);
        Assert.Empty(bounced.Resolve("test", Now).Paper);
        Assert.Null(bounced.Resolve("test", Now).NextAt());
    }

    [Fact]
    public void What_is_on_the_list_already_is_taken_off_by_them_too_and_the_list_is_told()
    {
        var listed = PaperFallback.ListDue(Bounce(Billed()), Now.AddDays(Days));
        listed = listed with { Outbox = Outbox.Empty };

        var paid = listed.Post(PostingType.Payment, 120, day: 6);
        var partly = listed.Post(PostingType.Payment, 20, day: 6);

        Assert.Empty(paid.Paper);
        Assert.Equal(["s-1"], paid.Outbox.Paper);
        Assert.Single(partly.Paper);
        Assert.Equal(["s-1"], partly.Outbox.Paper);
    }

    [Fact]
    public void Who_opts_out_of_email_while_paperless_is_listed_at_once_and_stays_listed()
    {
        var stopped = OptOut(Billed());

        Assert.Equal((PaperReason.EmailOptedOut, true), Place(stopped));
        Assert.Equal((PaperReason.EmailOptedOut, true), Place(stopped.Resolve("test", Now)));
        Assert.Empty(stopped.Post(PostingType.Payment, 120, day: 1).Paper);
    }

    [Fact]
    public void Who_owes_nothing_or_is_on_paper_is_not_listed_by_an_opt_out()
    {
        Assert.Empty(OptOut(Billed().Post(PostingType.Payment, 120)).Paper);
        Assert.Empty(OptOut(Billed(paperless: false)).Paper);
    }

    [Fact]
    public void The_statements_after_an_opt_out_go_to_paper_when_their_email_is_due()
    {
        var stopped = OptOut(Billed()).Post(PostingType.Payment, 120, day: 3);
        var next = Plan(stopped, "s-2", day: 28);

        var decided = CadenceRules.Decide(
            next, next.Notifications.Single(n => n.StatementId == "s-2").Become(Status.WillNotSend, Reason.OptedOut),
            Practice, Now.AddDays(28));

        Assert.Equal(("s-2", true), (decided.Paper.Single().StatementId, decided.Paper.Single().Listed));
    }

    [Fact]
    public void Another_reason_lists_anew_and_the_same_does_not()
    {
        var listed = PaperFallback.ListDue(Bounce(Billed()), Now.AddDays(Days)) with { Outbox = Outbox.Empty };

        var again = Bounce(listed with { Notifications = Billed().Notifications }, Now.AddDays(6));
        var other = OptOut(listed, Now.AddDays(7));

        Assert.Equal(listed.Paper, again.Paper);
        Assert.Equal((PaperReason.EmailOptedOut, Now.AddDays(7)), (other.Paper.Single().Reason, other.Paper.Single().At));
    }

    [Fact]
    public void A_chain_that_ends_in_paper_lists_at_once_whoever_is_paperless()
    {
        var billed = Billed(paperless: false);
        var chained = billed with
        {
            Notifications =
            [
                billed.Notifications.Single() with
                {
                    Fallback = new(Channel.Email, null, [new(FallbackStep.Paper, null, null)]),
                },
            ],
        };

        Assert.Equal((PaperReason.ChainEnded, true), Place(Bounce(chained)));
    }

    [Fact]
    public void A_hold_keeps_a_statement_off_the_list_until_it_ends()
    {
        var bounced = Bounce(Billed());
        var held = bounced with { Holds = [Hold(Now.AddDays(30))] };
        var forGood = bounced with { Holds = [Hold(null)] };

        Assert.Equal(Now.AddDays(30), held.NextAt());
        Assert.Null(forGood.NextAt());
        Assert.Equal(Now.AddDays(Days), (forGood with { Holds = [] }).NextAt());
    }

    [Fact]
    public void A_later_statement_takes_the_place_of_one_that_waits()
    {
        var next = Plan(Bounce(Billed()), "s-2", day: 3);

        Assert.Empty(next.Paper);
    }

    [Theory, Trait("Rule", "V81")]
    [InlineData(true, SwitchState.OptedOut)]
    [InlineData(false, SwitchState.OptedIn)]
    public void Being_listed_leaves_paperless_where_the_practice_has_it_so(bool optsOut, SwitchState paperless)
    {
        var bounced = Bounce(Billed(), practice: Practice with { OptOutOnError = optsOut });
        Assert.Equal(SwitchState.OptedIn, bounced.Switches.Paperless.State);

        Assert.Equal(paperless, PaperFallback.ListDue(bounced, Now.AddDays(Days)).Switches.Paperless.State);
    }

    private static (PaperReason, bool) Place(AccountState state) =>
        (Assert.Single(state.Paper).Reason, state.Paper[0].Listed);

    private static Hold Hold(DateTimeOffset? until) => new("h-1", HoldReason.Dispute, until, "", Now, "test");

    private static AccountState Billed(bool paperless = true) => Plan(
        Told.Account with
        {
            Switches = new()
            {
                Email = new(SwitchState.OptedIn),
                Paperless = new(paperless ? SwitchState.OptedIn : SwitchState.OptedOut),
            },
        },
        "s-1", day: 0);

    private static AccountState Plan(AccountState state, string statement, int day) =>
        state.Statement(statement, day, profile: NorthClinic.Profile(NorthClinic.Rule));

    private static AccountState Bounce(
        AccountState state, DateTimeOffset? at = null, PracticeSettings? practice = null) => CadenceRules.Decide(
            state, state.Notifications.Single(n => n.IsOpen).Become(Status.UndeliverablePermanent, "smtp 5.1.1"),
            practice ?? Practice, at ?? Now);

    private static AccountState OptOut(AccountState state, DateTimeOffset? at = null) => AccountCommands.SetSwitches(
        state, [new(SwitchKind.Email, SwitchState.OptedOut, "asked", null)], "test", at ?? Now);
}
