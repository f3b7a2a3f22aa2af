namespace BalanceNotifications.Accounts;

/// <summary>How a move to collections, or a recall from them, ended.</summary>
public enum CollectionsOutcome
{
    /// <summary>Also where it was so before.</summary>
    Done,

    NoAccount,

    /// <summary>A dispute or a bankruptcy is open: no move to collections while it is (domain.md 3.8).</summary>
    OnHold,

    /// <summary>What is not owed is not collected.</summary>
    NothingOwed,

    /// <summary>The account was merged into another, and takes nothing any more.</summary>
    Merged,
}
