using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Accounts;

/// <summary>What placing and releasing a hold makes of an account. Pure.</summary>
/// <remarks>One that ends by its date needs no tick: whether it still holds is asked at each decision.</remarks>
internal static class HoldRules
{
    public static AccountState Place(AccountState state, Hold hold, DateTimeOffset now) =>
        (state with { Holds = state.Holds.RemoveAll(placed => placed.Id == hold.Id || placed.Until <= now).Add(hold) })
            .Tell(AccountCommands.Audit("hold.placed", hold.PlacedBy, now, state.Number!, new
            {
                hold.Id,
                changed = new { hold = AccountAudit.FromTo(Shown(state, hold.Id), Shown(hold)) },
            }))
            .TellHolds(state)
            .Tell(new LedgerEntry(LedgerKind.Hold, hold.Id, HashOf(hold), AccountCommands.ToJson(hold)));

    public static AccountState Release(AccountState state, string holdId, string actor, DateTimeOffset now) =>
        (state with { Holds = state.Holds.RemoveAll(placed => placed.Id == holdId) }).Tell(
            AccountCommands.Audit("hold.released", actor, now, state.Number!, new
            {
                id = holdId,
                changed = new { hold = AccountAudit.FromTo(Shown(state, holdId), null) },
            }))
            .TellHolds(state);

    // Without its note, which may hold anything.
    private static object Shown(Hold hold) => new { hold.Reason, hold.Until };

    private static object? Shown(AccountState state, string holdId) =>
        state.Holds.FirstOrDefault(hold => hold.Id == holdId) is { } placed ? Shown(placed) : null;

    /// <summary>What has changed of its holds is told to the worklist.</summary>
    public static AccountState TellHolds(this AccountState state, AccountState before) => state with
    {
        Outbox = state.Outbox with
        {
            Holds =
            [
                .. state.Outbox.Holds
                    .Concat(before.Holds.Except(state.Holds).Concat(state.Holds.Except(before.Holds)).Select(hold => hold.Id))
                    .Distinct(StringComparer.Ordinal),
            ],
        },
    };

    /// <summary>When the last of them ends: null without one, the end of time for one that is taken off by hand.</summary>
    public static DateTimeOffset? EndOf(IEnumerable<Hold> holds) =>
        holds.Max(hold => (DateTimeOffset?)(hold.Until ?? DateTimeOffset.MaxValue));

    /// <summary>Of what the client said; when and by whom it was placed makes no other hold of it.</summary>
    public static string HashOf(Hold hold) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{hold.Reason}\n{hold.Until?.UtcTicks}\n{hold.Note}"))));
}
