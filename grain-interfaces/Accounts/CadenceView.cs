using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>What will go out to an account, and why the rest of its newest statement's profile will not.</summary>
/// <param name="Planned">Planned or in flight, earliest first.</param>
/// <param name="Newest">Null when the account has no statement.</param>
[GenerateSerializer, Immutable, Alias("cadence-view")]
public sealed record CadenceView(
    [property: Id(0)] IReadOnlyList<PlannedView> Planned, [property: Id(1)] StatementCadence? Newest);

/// <param name="Rule">Of the profile; empty for one on demand.</param>
/// <param name="Expected">
/// What would become of it at its time as things stand today: <c>send</c>, or a status and a reason, such as
/// <c>willNotSend: optedOut</c>.
/// </param>
/// <param name="Then">What takes its place in that case: <c>email</c>, <c>text</c>, <c>voice</c> or <c>paper</c>; null for nothing.</param>
[GenerateSerializer, Immutable, Alias("planned-view")]
public sealed record PlannedView(
    [property: Id(0)] NotificationView Notification,
    [property: Id(1)] string Rule,
    [property: Id(2)] string Expected,
    [property: Id(3)] string? Then = null);

/// <summary>The newest statement against the profile revision that it keeps.</summary>
/// <param name="Profile">Null when none was in force.</param>
/// <param name="Level">The dunning level it was billed at; 0 when it planned nothing.</param>
/// <param name="Why">Why it planned nothing at all; null when it planned something.</param>
/// <param name="Rules">Every rule of the profile, each with why it planned nothing if it did not.</param>
[GenerateSerializer, Immutable, Alias("statement-cadence")]
public sealed record StatementCadence(
    [property: Id(0)] string StatementId,
    [property: Id(1)] Guid? Profile,
    [property: Id(2)] int? ProfileRevision,
    [property: Id(3)] int Level,
    [property: Id(4)] string? Why,
    [property: Id(5)] IReadOnlyList<RuleView> Rules);

/// <param name="Level">The level it belongs to; null for every level.</param>
/// <param name="Code">A code of <see cref="Reason"/>.</param>
/// <param name="Why">The code in plain words.</param>
[GenerateSerializer, Immutable, Alias("rule-view")]
public sealed record RuleView(
    [property: Id(0)] string Rule,
    [property: Id(1)] Channel Channel,
    [property: Id(2)] NotificationPurpose Purpose,
    [property: Id(3)] int? Level,
    [property: Id(4)] string Code,
    [property: Id(5)] string Why);
