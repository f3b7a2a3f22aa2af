using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Simulation;

/// <summary>
/// An account that runs the grain's own rules on a clock that somebody else moves, and keeps what a grain would write.
/// Every message is taken by its provider.
/// </summary>
/// <param name="suppressed">Channels whose address is on the practice's list of those not to write to.</param>
internal sealed class VirtualAccount(
    SimulationSetup setup, AccountKey key, AccountState initial, IReadOnlySet<Channel> suppressed, TextSize texts)
{
    private readonly List<TrailEntry> _trail = [];
    private readonly List<PlannedNotification> _ended = [];

    // Everything due stays as it is until another time comes, or something is told.
    private bool _allStay;

    public AccountState State { get; private set; } = initial.Begin(acknowledged: true);

    /// <summary>What history would be told, in order.</summary>
    public IReadOnlyList<TrailEntry> Trail => _trail;

    /// <summary>What has come to an end.</summary>
    public IReadOnlyList<PlannedNotification> Ended => _ended;

    public IEnumerable<PlannedNotification> Open => State.Notifications.Where(notification => notification.IsOpen);

    public StatementAnswer Post(PostStatement command, DateTimeOffset now)
    {
        var begun = State.Begin(acknowledged: true);
        var saved = command.Account is { } account
            ? AccountCommands.Save(begun, account, setup.Practice.Settings, now)
            : begun;
        var (next, answer) = StatementPosting.Apply(saved, key, command, setup.Practice, setup.Profile, now);
        Commit(next);
        return answer;
    }

    public void Post(PostPosting command, DateTimeOffset now) =>
        Commit(AccountCommands.Post(State.Begin(acknowledged: true), command, reversed: null, now));

    /// <summary>When a tick would next do something; null for never.</summary>
    /// <param name="now">What was last looked at.</param>
    public DateTimeOffset? NextTickAt(DateTimeOffset now) => !_allStay
        ? State.NextAt()
        // A pause is asked every minute for as long as it lasts: go where the answer may be another.
        : Open.SelectMany(notification => (DateTimeOffset?[])[notification.NextAt, notification.UselessFrom])
            .Concat(State.Holds.Select(hold => hold.Until))
            .Append(State.PaperAt())
            .Where(instant => instant > now)
            .Min();

    public void Tick(DateTimeOffset now)
    {
        if (State.PaperAt() <= now)
        {
            Commit(PaperFallback.ListDue(State.Begin(acknowledged: true), now));
        }

        var due = CadenceRules.Due(State, now);
        _allStay = !due.IsEmpty && !due.Any(one => Step(one, now));
    }

    private bool Step(PlannedNotification due, DateTimeOffset now)
    {
        var opened = setup.TemplateOf(due) is not { } template
            ? null
            : SendCase.Of(State, due, new(
                setup.Practice.Settings, template, template.Active, suppressed.Contains(due.Channel))
            {
                PausedAt = setup.Pauses.Profile,
                InstallationPausedAt = setup.Pauses.Installation,
            });
        switch (opened is null ? new CadenceStep.Change(AttemptRules.CannotBeMade(due)) : CadenceRules.Next(opened.Facts, now))
        {
            case CadenceStep.Change change:
                Commit(opened is null
                    ? CadenceRules.Put(State.Begin(acknowledged: true), change.Notification, now)
                    : CadenceRules.Decide(
                        State.Begin(acknowledged: true), change.Notification, opened.Facts.Practice, now));
                return true;

            case CadenceStep.Attempt attempt:
                Send(attempt.Notification, opened!, now);
                return true;

            default:
                return false;
        }
    }

    private void Send(PlannedNotification due, SendCase opened, DateTimeOffset now)
    {
        var begun = AttemptRules.Begin(due, Contact.Mask.Of(due.Channel, opened.Facts.Address!), now);
        Commit(CadenceRules.Put(State.Begin(acknowledged: true), begun, now));
        var accepted = new DeliveryResult.Accepted(
            null, due.Channel is Channel.Text ? texts.SegmentsOf(opened, State, now) : null);
        Commit(CadenceRules.Record(
            State.Begin(acknowledged: true),
            AttemptRules.After(begun, accepted, now),
            accepted,
            setup.Practice.Settings,
            now));
    }

    private void Commit(AccountState next)
    {
        State = next;
        _allStay = false;
        _trail.AddRange(next.Outbox.Trail);
        // What a later success closes has ended before.
        _ended.AddRange(next.Notifications.Where(notification =>
            notification is { IsOpen: false, Status: not NotificationStatus.Resolved }));
    }
}
