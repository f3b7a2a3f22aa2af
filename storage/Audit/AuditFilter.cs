namespace BalanceNotifications.Audit;

/// <summary>Which lines of a trail are wanted; what is left out leaves all in.</summary>
/// <param name="Kinds">What was changed: the first halves of actions, for example <c>profile</c> or <c>switches</c>.</param>
/// <param name="Subject">A slug, an id or an account number, as it is.</param>
/// <param name="Action">For example <c>profile.approved</c>.</param>
/// <param name="From">The earliest instant, inclusive.</param>
/// <param name="To">The instant at which it ends, exclusive.</param>
public sealed record AuditFilter(
    IReadOnlyList<string> Kinds,
    string? Actor = null,
    string? Subject = null,
    string? Action = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null)
{
    public static AuditFilter All { get; } = new([]);
}
