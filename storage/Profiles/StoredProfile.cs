namespace BalanceNotifications.Profiles;

/// <summary>One revision of a statement profile.</summary>
/// <param name="ProofedAt">When every notification of this revision was rendered for review; null if not yet.</param>
/// <param name="ApprovedAt">When it was approved; null if not.</param>
public sealed record StoredProfile(
    Guid Id,
    int Revision,
    StatementProfile Profile,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ProofedAt,
    DateTimeOffset? ApprovedAt,
    string? ApprovedBy);
