using System.Collections.Immutable;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Evidence that was dated ahead when it was first told, within what other clocks are allowed. It counts from the moment
/// it was told, however often it is told again: by its own date it would outrank what the guarantor said before that.
/// </summary>
internal sealed record ToldAhead(SwitchKind Switch, Evidence Evidence, DateTimeOffset At)
{
    // Told again after so many others it would count by its date; that takes a day's worth of wrong clocks.
    private const int Remembered = 20;

    /// <summary>The changes with the instant from which their evidence counts.</summary>
    public static ImmutableArray<SwitchChange> Dated(
        AccountState state, IEnumerable<SwitchChange> changes, DateTimeOffset now) =>
    [
        .. changes.Select(change => change.Evidence is { } evidence
            ? change with { Evidence = evidence with { At = CountsFrom(state, change.Switch, evidence, now) } }
            : change),
    ];

    /// <summary>Keeps in mind which of the evidence is dated ahead. The same state when none is.</summary>
    public static AccountState Note(AccountState state, IEnumerable<SwitchChange> changes, DateTimeOffset now)
    {
        var ahead = changes
            .Where(change => change.Evidence is { } evidence && evidence.At > now
                && !state.ToldAhead.Any(told => told.Is(change.Switch, evidence)))
            .Select(change => new ToldAhead(change.Switch, change.Evidence!, now))
            .ToArray();
        return ahead.Length == 0
            ? state
            : state with { ToldAhead = [.. state.ToldAhead.Concat(ahead).TakeLast(Remembered)] };
    }

    private static DateTimeOffset CountsFrom(
        AccountState state, SwitchKind kind, Evidence evidence, DateTimeOffset now) =>
        state.ToldAhead.FirstOrDefault(told => told.Is(kind, evidence)) is { } first ? first.At
        : evidence.At > now ? now
        : evidence.At;

    private bool Is(SwitchKind kind, Evidence evidence) => Switch == kind && Evidence == evidence;
}
