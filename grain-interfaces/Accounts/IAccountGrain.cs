using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;
using Orleans.Concurrency;

namespace BalanceNotifications.Accounts;

/// <summary>
/// One guarantor account: balance, switches, holds and the cadence of its newest statement. The key is
/// <c>practice/k</c>, see <see cref="AccountKey"/>. Every command may be sent twice.
/// </summary>
[GrainInterfaceType("account"), Alias("account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Null when the account was never created.</summary>
    [Alias("get")]
    Task<AccountView?> GetAsync(CancellationToken cancellationToken);

    [Alias("save")]
    Task<SaveAccountResult> SaveAsync(SaveAccount command, CancellationToken cancellationToken);

    [Alias("post-statement")]
    Task<PostStatementResult> PostStatementAsync(PostStatement command, CancellationToken cancellationToken);

    /// <summary>Cancels what is unsent and takes the dunning count back. A second withdrawal finds nothing.</summary>
    [Alias("withdraw-statement")]
    Task<WithdrawOutcome> WithdrawStatementAsync(
        string statementId, string actor, CancellationToken cancellationToken);

    /// <summary>
    /// Ends what is unsent of a cancelled batch, and withdraws its statements of which nothing has left: those that
    /// planned nothing too. An account that was merged asks the one that took its place.
    /// </summary>
    [Alias("take-back-batch")]
    Task<TakeBackOutcome> TakeBackBatchAsync(Guid batch, string actor, CancellationToken cancellationToken);

    [Alias("post-posting")]
    Task<PostPostingResult> PostAsync(PostPosting command, CancellationToken cancellationToken);

    [Alias("set-switches")]
    Task<SetSwitchesResult> SetSwitchesAsync(
        IReadOnlyList<SwitchChange> changes, string actor, CancellationToken cancellationToken);

    /// <summary>Plans one notification for now. What would not be sent is refused, and leaves no trace.</summary>
    [Alias("send-on-demand")]
    Task<SendOnDemandResult> SendOnDemandAsync(SendOnDemand command, CancellationToken cancellationToken);

    /// <summary>The first answer to a request with this id and body; null when there was none.</summary>
    [Alias("find-on-demand")]
    Task<SendOnDemandResult?> FindOnDemandAsync(string requestId, string bodyHash, CancellationToken cancellationToken);

    /// <summary>
    /// Places a hold. The same id with the same reason, end and note is answered, not repeated, also after it was
    /// released.
    /// </summary>
    [Alias("hold")]
    Task<PlaceHoldResult> PlaceHoldAsync(Hold hold, CancellationToken cancellationToken);

    /// <summary>False when there is no such hold.</summary>
    [Alias("release-hold")]
    Task<bool> ReleaseHoldAsync(string holdId, string actor, CancellationToken cancellationToken);

    [Alias("move-to-collections")]
    Task<CollectionsOutcome> MoveToCollectionsAsync(string actor, CancellationToken cancellationToken);

    [Alias("recall-from-collections")]
    Task<CollectionsOutcome> RecallFromCollectionsAsync(string actor, CancellationToken cancellationToken);

    /// <summary>What is planned or in flight, earliest first, each with its why. Null without an account.</summary>
    [Alias("cadence")]
    Task<IReadOnlyList<NotificationView>?> GetCadenceAsync(CancellationToken cancellationToken);

    /// <summary>Puts the reminder where the state needs it, after it was lost. Harmless at any time.</summary>
    [Alias("wake")]
    Task WakeAsync(CancellationToken cancellationToken);

    /// <summary>For the page behind a QuickPay link. Null when the account was never created.</summary>
    [Alias("quick-pay")]
    Task<QuickPayView?> GetQuickPayAsync(CancellationToken cancellationToken);

    /// <summary>Merges this account into another one (V85).</summary>
    [Alias("merge")]
    Task<MergeResult> MergeAsync(MergeAccount command, CancellationToken cancellationToken);

    /// <summary>
    /// Answers also in the middle of a turn, and so perhaps with what is just being written: accounts that wait for each
    /// other must see that they do. Null when the account was never created.
    /// </summary>
    [Alias("merge-standing"), AlwaysInterleave]
    Task<MergeStanding?> GetMergeStandingAsync(CancellationToken cancellationToken);

    /// <summary>Takes over an account that is merged into this one; only account grains call it.</summary>
    [Alias("absorb")]
    Task<AbsorbOutcome> AbsorbAsync(AbsorbAccount command, CancellationToken cancellationToken);

    /// <summary>What will go out, and why each of the others will not. Null without an account.</summary>
    [Alias("explain-cadence")]
    Task<CadenceView?> ExplainCadenceAsync(CancellationToken cancellationToken);

    /// <summary>Moves open cadences of older revisions to a newer one. What was moved already is not touched again.</summary>
    [Alias("replan")]
    Task<ReplanCount> ReplanAsync(ReplanAccount command, CancellationToken cancellationToken);

    /// <summary>Takes in what a provider says afterwards. Safe to repeat, in any order.</summary>
    [Alias("report")]
    Task<ReportOutcome> ReportAsync(DeliveryReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Takes in what a report says of an address, for an account that was merged into this one; only account grains call
    /// it. Safe to repeat.
    /// </summary>
    [Alias("heed")]
    Task<ReportOutcome> HeedAsync(AddressReport report, CancellationToken cancellationToken);

    /// <summary>What a call says, once it is answered. Null when the account has no such call.</summary>
    [Alias("answer-call")]
    Task<AnsweredCall?> AnswerCallAsync(Guid notification, CancellationToken cancellationToken);

    /// <summary>Takes a key in that was pressed in a call. Safe to repeat. Null when the account has no such call.</summary>
    [Alias("press-key")]
    Task<AnsweredCall?> PressAsync(CallKey key, CancellationToken cancellationToken);

    /// <summary>
    /// What a person decides about some of the account's notifications, each answered. Safe to repeat.
    /// </summary>
    [Alias("act")]
    Task<IReadOnlyList<ActionResult>> ActAsync(ActOnNotifications command, CancellationToken cancellationToken);

    /// <summary>
    /// Takes in what the guarantor texted. Safe to repeat. The key of the account that took it, which is another one
    /// after a merge; null when none did.
    /// </summary>
    [Alias("hear")]
    Task<string?> HearAsync(GuarantorWord word, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a channel where the address that was written to still is the account's; after a merge, that of the account
    /// that is left. Safe to repeat.
    /// </summary>
    [Alias("unsubscribe")]
    Task<UnsubscribeOutcome> UnsubscribeAsync(Unsubscription told, CancellationToken cancellationToken);
}
