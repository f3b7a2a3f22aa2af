using BalanceNotifications.Audit;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>One thing that happened to an account.</summary>
/// <param name="At">In whole milliseconds: the planned instant of a notification, of the rest when it was recorded.</param>
public abstract record TimelineEntry(DateTimeOffset At)
{
    /// <summary>Its id among those of its kind.</summary>
    public abstract string Id { get; }

    /// <summary>The order of kinds at one instant. Part of cursors; it never changes.</summary>
    internal abstract int Rank { get; }

    public sealed record Notification(DateTimeOffset At, NotificationView View) : TimelineEntry(At)
    {
        public override string Id => View.Id.ToString();

        internal override int Rank => TimelineCursor.NotificationRank;
    }

    public sealed record Change(DateTimeOffset At, AuditEntry Audit) : TimelineEntry(At)
    {
        public override string Id => Audit.Id.ToString();

        internal override int Rank => TimelineCursor.ChangeRank;
    }

    public sealed record Statement(DateTimeOffset At, StatementAnswer Answer) : TimelineEntry(At)
    {
        public override string Id => Answer.StatementId;

        internal override int Rank => TimelineCursor.LedgerRank + (int)LedgerKind.Statement;
    }

    /// <param name="SentTo">The number of ours that the guarantor texted.</param>
    public sealed record Reply(
        DateTimeOffset At, Guid Text, WordMeaning Meaning, string Wording, string SentTo) : TimelineEntry(At)
    {
        public override string Id => Text.ToString();

        internal override int Rank => TimelineCursor.ReplyRank;
    }

    public sealed record Posting(DateTimeOffset At, PostingAnswer Answer) : TimelineEntry(At)
    {
        public override string Id => Answer.PostingId;

        internal override int Rank => TimelineCursor.LedgerRank + (int)LedgerKind.Posting;
    }
}
