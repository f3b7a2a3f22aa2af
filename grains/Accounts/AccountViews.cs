using System.Globalization;
using BalanceNotifications.Cadence;
using BalanceNotifications.Contact;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>An account's state as others see it.</summary>
internal static class AccountViews
{
    public static string ETagOf(AccountState state) =>
        state.ClientRevision.ToString(CultureInfo.InvariantCulture);

    public static AccountView View(this AccountState state) => new(
        state.Number!,
        state.Details,
        state.Balance.Current,
        state.Balance.ByArrival ? null : state.Balance.AsOf,
        state.DunningCount,
        state.Switches.Paperless,
        state.Switches.Email,
        state.Switches.Text,
        state.Switches.Voice,
        state.Consent,
        state.Holds,
        ETagOf(state),
        state.TakenOverBy)
    {
        InCollectionsSince = state.InCollections?.At,
    };

    /// <summary>
    /// What is left of the newest statement, or invoice: each takes the place of the ones before it. Never more than the
    /// account owes.
    /// </summary>
    public static QuickPayView QuickPay(this AccountState state, DateTimeOffset now)
    {
        // What an agency collects is not paid here (V104).
        var held = state.InCollections is not null || state.Holds.Any(hold => hold.StandsAt(now));
        var open = state.Balance.Current <= Money.Zero || held
            ? null
            : state.Statements
                .Where(statement => !statement.Withdrawn)
                .GroupBy(statement => statement.Kind, (_, ofKind) => ofKind.Newest()!)
                .Where(statement => StatementStanding.Asked(state, statement) > Money.Zero)
                .MaxBy(statement => statement.StatementDate);
        return new(
            state.Number!,
            state.Details.FirstName,
            open is null ? Money.Zero : StatementStanding.Asked(state, open),
            open?.DueDate,
            held);
    }

    /// <param name="number">The account's own number.</param>
    public static NotificationView View(this PlannedNotification notification, string number) => new(
        notification.Id,
        number,
        notification.StatementId,
        notification.Batch,
        notification.OnDemand is null ? notification.Profile : null,
        notification.OnDemand is null ? notification.ProfileRevision : null,
        notification.OnDemand is null ? notification.Level : null,
        notification.Channel,
        notification.Purpose,
        notification.Status,
        notification.Reason,
        notification.To,
        notification.PlannedAt,
        notification.NextAt,
        notification.SentAt,
        notification.DeliveredAt,
        notification.Attempts,
        notification.ProviderId,
        notification.Segments,
        notification.OnDemand is null
            ? (notification.Fallback?.Of is { } failed ? $"fallback of {failed}: " : "")
                + $"rule {notification.Rule} of statement {notification.StatementId}, level {notification.Level}"
            : $"on demand, of statement {notification.StatementId}",
        notification.Seconds,
        notification.Fallback?.Of,
        notification.Test);

    public static AccountPage Page(this AccountState state, AccountKey key, ReadOnlySpan<byte> salt) => new(
        key,
        state.Number!,
        state.Notifications,
        state.Outbox.Trail,
        state.Outbox.Ledger,
        state.Outbox.Audit,
        state.Outbox.AccountRow
            ? new AccountRow(
                state.Details.FirstName,
                state.Details.LastName,
                Hash(salt, Channel.Email, state.Details.Email),
                Hash(salt, Channel.Text, state.Details.Phone),
                state.Balance.Current,
                state.NextAt(),
                state.Sequence,
                StandIns(salt, state.Details),
                HoldRules.EndOf(state.Holds),
                state.Switches.Any(SwitchState.ErroredOut),
                state.MergedInto)
            {
                ConsentMissing = state is { Consent: null, MergedInto: null }
                    && (state.Switches.Text.State is SwitchState.OptedIn
                        || state.Switches.Voice.State is SwitchState.OptedIn),
            }
            : null,
        [.. Lines(state.Outbox.Suppressions, salt.ToArray())])
    {
        Worklist = state.Outbox.Worklist
            ? new WorklistChange(
                state.Sequence,
                state.PreCollections is { } place
                    ? new PreCollectionsRow(place.Since, place.Level, state.Balance.Current, place.StatementId, place.Clears)
                    : null)
            : null,
        Paper = [.. state.Outbox.Paper.Select(statement => new PaperLine(
            statement, PaperRowOf(state, statement), state.Sequence))],
        Holds = [.. state.Outbox.Holds.Select(id => new HoldLine(
            id, state.Holds.FirstOrDefault(hold => hold.Id == id), state.Sequence))],
        Switches = state.Outbox.Switches ?? [],
    };

    private static PaperRow? PaperRowOf(AccountState state, string statement) =>
        state.Paper.FirstOrDefault(place => place.StatementId == statement && place.Listed) is { } place
        && state.Statements.FirstOrDefault(known => known.Id == statement) is { } billed
            ? new(place.Reason, place.At, StatementStanding.Asked(state, billed))
            : null;

    private static IEnumerable<SuppressionLine> Lines(IEnumerable<AddressNotice> notices, byte[] salt) =>
        from notice in notices
        let hash = notice.Hash ?? AddressHash.Of(salt, notice.Channel, notice.Address!)
        select notice.OptsOut
            ? new SuppressionLine(notice.Channel, hash, notice.At, null, notice.Source, notice.Wording)
            : new SuppressionLine(notice.Channel, hash, null, notice.At, null, null);

    private static StandInHashes StandIns(ReadOnlySpan<byte> salt, AccountDetails details) => new(
        Hash(salt, Channel.Email, details.Preferred?.Email),
        Hash(salt, Channel.Text, details.Preferred?.Phone),
        Hash(salt, Channel.Email, details.Confidential?.Email),
        Hash(salt, Channel.Text, details.Confidential?.Phone));

    private static byte[]? Hash(ReadOnlySpan<byte> salt, Channel channel, string? address) =>
        address is null ? null : AddressHash.Of(salt, channel, address);
}
