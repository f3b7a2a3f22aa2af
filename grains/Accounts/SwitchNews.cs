using System.Collections.Immutable;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Tells which switches a write sets to another state, whoever set them: there are many ways to it, and one write. What a new
/// account begins with is no change.
/// </summary>
internal static class SwitchNews
{
    private static readonly ImmutableArray<SwitchKind> All = [.. Enum.GetValues<SwitchKind>()];

    public static AccountState Note(AccountState before, AccountState next)
    {
        if (before.Number is null || before.Switches == next.Switches)
        {
            return next;
        }

        ImmutableArray<SwitchLine> news =
        [
            .. from kind in All
               let was = before.Switches[kind].State
               let now = next.Switches[kind]
               where now.State != was
               select new SwitchLine(kind, was, now.State, now.ChangedAt, now.ChangedBy, next.Sequence),
        ];
        return news.IsEmpty
            ? next
            : next with { Outbox = next.Outbox with { Switches = (next.Outbox.Switches ?? []).AddRange(news) } };
    }
}
