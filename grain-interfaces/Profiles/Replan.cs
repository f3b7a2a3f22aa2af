namespace BalanceNotifications.Profiles;

/// <summary>Moves an account's open cadences of older revisions of a profile to a newer one.</summary>
/// <param name="Revision">The one to move to; what is planned by a later one stays.</param>
[GenerateSerializer, Immutable, Alias("replan-account")]
public sealed record ReplanAccount(
    [property: Id(0)] Guid Profile, [property: Id(1)] int Revision, [property: Id(2)] string Actor);

/// <summary>What a re-plan did, or would do.</summary>
/// <param name="Accounts">That had an open cadence of an older revision.</param>
/// <param name="Notifications">Unsent ones of those cadences: kept, moved or cancelled.</param>
/// <param name="Kept">Planned just so by the new revision; they keep their id.</param>
/// <param name="Moved">To another time, channel or wording.</param>
/// <param name="Added">That the older revision did not plan.</param>
/// <param name="Cancelled">That the new revision does not plan, or whose new time has passed.</param>
[GenerateSerializer, Immutable, Alias("replan-count")]
public sealed record ReplanCount(
    [property: Id(0)] int Accounts,
    [property: Id(1)] int Notifications,
    [property: Id(2)] int Kept,
    [property: Id(3)] int Moved,
    [property: Id(4)] int Added,
    [property: Id(5)] int Cancelled)
{
    public static readonly ReplanCount Zero = new(0, 0, 0, 0, 0, 0);

    public static ReplanCount operator +(ReplanCount left, ReplanCount right) => new(
        left.Accounts + right.Accounts,
        left.Notifications + right.Notifications,
        left.Kept + right.Kept,
        left.Moved + right.Moved,
        left.Added + right.Added,
        left.Cancelled + right.Cancelled);
}
