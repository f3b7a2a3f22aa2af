using BalanceNotifications.Practices;

namespace BalanceNotifications.Profiles;

/// <summary>The newest revision of a profile.</summary>
/// <param name="Revision">Also the ETag.</param>
/// <param name="ApprovedRevision">The one that plans; null while none does.</param>
/// <param name="ProofedAt">When this revision was rendered for review; null if it was not.</param>
/// <param name="Pause">While it is paused, what it planned waits; null while it is not.</param>
/// <param name="Templates">
/// Those it names: the newest revision of each, the one its proof showed, and the one new statements get today.
/// </param>
/// <param name="Warnings">What is allowed, and perhaps not meant.</param>
internal sealed record ProfileResponse(
    Guid Id,
    int Revision,
    int? ApprovedRevision,
    string Name,
    ProfileUse UsedFor,
    bool Default,
    int DueDays,
    int CycleDays,
    int DunningLevels,
    bool NoDunningLimit,
    PaymentRule? PaymentRule,
    Money? MinimumBalance,
    IReadOnlyList<NotificationRule> Notifications,
    bool ClearPreCollections,
    DateTimeOffset? ProofedAt,
    Pause? Pause,
    IReadOnlyList<TemplateStanding> Templates,
    IReadOnlyList<FieldError> Warnings)
{
    public static ProfileResponse From(CurrentProfile current, IReadOnlyList<FieldError> warnings)
    {
        var profile = current.Newest.Profile;
        return new(
            current.Newest.Id,
            current.Newest.Revision,
            current.ApprovedRevision,
            profile.Name,
            profile.UsedFor,
            profile.Default,
            profile.DueDays,
            profile.CycleDays,
            profile.DunningLevels,
            profile.NoDunningLimit,
            profile.PaymentRule,
            profile.MinimumBalance,
            profile.Notifications,
            profile.ClearPreCollections,
            current.Newest.ProofedAt,
            current.Pause,
            current.Templates,
            warnings);
    }
}

/// <summary>One revision of a profile, as it was saved.</summary>
/// <param name="ProofedAt">Null if it was not.</param>
/// <param name="ApprovedAt">Null if it was not.</param>
internal sealed record RevisionResponse(
    int Revision,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ProofedAt,
    DateTimeOffset? ApprovedAt,
    string? ApprovedBy,
    StatementProfile Profile)
{
    public static RevisionResponse From(StoredProfile stored) => new(
        stored.Revision,
        stored.CreatedAt,
        stored.CreatedBy,
        stored.ProofedAt,
        stored.ApprovedAt,
        stored.ApprovedBy,
        stored.Profile);
}
