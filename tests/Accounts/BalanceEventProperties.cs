using BalanceNotifications.Fixtures;
using BalanceNotifications.Profiles;
using CsCheck;

namespace BalanceNotifications.Accounts;

/// <summary>Whatever the order in which snapshots, postings and the statement arrive, the account is the same.</summary>
public sealed class BalanceEventProperties
{
    private static readonly StatementProfile Profile = NorthClinic.Profile(NorthClinic.Rule) with
    {
        PaymentRule = new(25, null, DunningReset.MinusOne),
    };

    private static readonly Gen<Event> Snapshots = Gen.Select(
        Gen.Int[0, 200], Gen.Int[-2_000, 30_000], Gen.Bool,
        (hour, cents, isDated) => (Event)new Event.Snapshot(hour, new(cents), isDated));

    private static readonly Gen<Event> Postings = Gen.Select(
        Gen.Int[0, 200], Gen.Int[1, 9_000], Gen.Enum<PostingType>(), Gen.Int[0, 200], Gen.Bool,
        (hour, cents, type, reversedHour, raises) =>
        {
            var amount = type is PostingType.Adjustment && !raises ? new Money(-cents) : new Money(cents);
            return type is PostingType.Reversal
                ? new Event.Reversal(hour, reversedHour, amount)
                : (Event)new Event.Posting(hour, type, amount);
        });

    [Fact]
    public void The_same_snapshots_and_postings_in_any_order_give_the_same_account() =>
        Gen.Select(Snapshots.Array[0, 6], Postings.Array[0, 16], Gen.Int[0, 200], Gen.Bool, Gen.Int)
            .Sample((snapshots, postings, hour, isDated, seed) =>
            {
                Event[] events =
                [
                    .. snapshots.DistinctBy(s => s.Hour).Where(s => s.Hour != hour), .. postings,
                    new Event.Statement(hour, isDated),
                ];
                var shuffled = events.ToArray();
                new Random(seed).Shuffle(shuffled);

                return Tell(events) == Tell(shuffled);
            });

    [Fact]
    public void A_snapshot_told_again_changes_nothing() =>
        Gen.Select(Snapshots.Array[1, 6], Postings.Array[0, 16], Gen.Int)
            .Sample((snapshots, postings, seed) =>
            {
                Event[] events = [.. snapshots.DistinctBy(s => s.Hour), .. postings, new Event.Statement(201, true)];
                var random = new Random(seed);
                random.Shuffle(events);

                return Tell(events) == Tell([.. events, .. random.GetItems(snapshots.DistinctBy(s => s.Hour).ToArray(), 3)]);
            });

    private static (Money Balance, Money AmountDue, bool IsMet, int Count) Tell(IEnumerable<Event> events)
    {
        var account = events.Aggregate(Told.Account, (state, next) => next.Tell(state));
        return (account.Balance.Current, account.AmountDue(), account.IsRuleMet(), account.DunningCount);
    }

    /// <summary>Something that happened, or waited since it was uploaded, at an hour of its own.</summary>
    private abstract record Event(int Hour)
    {
        public abstract AccountState Tell(AccountState state);

        protected DateTimeOffset At => Told.Start.AddHours(Hour);

        // Amounts and postings never arrive at the same instant, or the order would decide.
        protected DateTimeOffset PostingReceivedAt => At.AddMinutes(1);

        public sealed record Snapshot(int Hour, Money Balance, bool IsDated) : Event(Hour)
        {
            public override AccountState Tell(AccountState state) =>
                state.Take(new(Balance, IsDated ? At : null), At).Recount();
        }

        public sealed record Posting(int Hour, PostingType Type, Money Amount) : Event(Hour)
        {
            public override AccountState Tell(AccountState state) => AccountCommands.Post(
                state,
                Told.Posting(Type, 0, 0, null) with { Amount = Amount, At = At, ReceivedAt = PostingReceivedAt },
                null, At);
        }

        // With the posting that it undoes, which comes before it.
        public sealed record Reversal(int Hour, int ReversedHour, Money Amount) : Event(Hour)
        {
            public override AccountState Tell(AccountState state)
            {
                var payment = new Posting(ReversedHour, PostingType.Payment, Amount);
                var original = Told.Posting(PostingType.Payment, 0, 0, "p") with { Amount = Amount, At = payment.At };
                return AccountCommands.Post(
                    payment.Tell(state),
                    Told.Posting(PostingType.Reversal, 0, 0, null) with
                    {
                        At = At,
                        Reverses = "p",
                        ReceivedAt = PostingReceivedAt,
                    },
                    Told.Answer(original, payment.PostingReceivedAt), At);
            }
        }

        public sealed record Statement(int Hour, bool IsDated) : Event(Hour)
        {
            public override AccountState Tell(AccountState state) => state.Statement(
                due: 120, balance: 150, profile: Profile, asOf: IsDated ? At : null, receivedAt: At);
        }
    }
}
