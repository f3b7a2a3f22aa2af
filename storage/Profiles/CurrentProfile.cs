using BalanceNotifications.Practices;

namespace BalanceNotifications.Profiles;

/// <summary>A profile as it stands.</summary>
/// <param name="ApprovedRevision">The one that plans; null while none does.</param>
/// <param name="Pause">Null while it is not paused.</param>
/// <param name="Templates">Those that <paramref name="Newest"/> names and that exist, by id.</param>
public sealed record CurrentProfile(
    StoredProfile Newest, int? ApprovedRevision, Pause? Pause, IReadOnlyList<TemplateStanding> Templates);

/// <summary>How far a template that a profile names has come on its way from an edit into force.</summary>
/// <param name="Newest">Its newest revision.</param>
/// <param name="Proofed">The one that the profile's newest proof showed; null when it showed none.</param>
/// <param name="InForce">
/// The one that new statements get by the profile's approved revision; null when that names it not.
/// </param>
public sealed record TemplateStanding(Guid Id, string Label, int Newest, int? Proofed, int? InForce);

/// <summary>How a change of a profile ended.</summary>
public enum ProfileOutcome
{
    Done,
    NotFound,

    /// <summary>It has changed since the revision the caller saw.</summary>
    Stale,

    NoSuchRevision,

    /// <summary>Approval of a revision that nobody has looked at.</summary>
    NotProofed,

    /// <summary>Approval of a proof that showed an older text than there is now.</summary>
    ProofStale,

    /// <summary>Another profile of the practice has this name, letter case aside.</summary>
    NameTaken,

    /// <summary>Another profile is the default for the same use.</summary>
    DefaultExists,

    /// <summary>A template it names has been deleted, or is inactive and has no replacement.</summary>
    TemplateGone,
}

/// <param name="Profile">As it is now; null unless <see cref="ProfileOutcome.Done"/>.</param>
/// <param name="Changed">
/// The templates that have changed since the proof; null unless <see cref="ProfileOutcome.ProofStale"/>.
/// </param>
public sealed record ProfileResult(
    ProfileOutcome Outcome, CurrentProfile? Profile, IReadOnlyList<TemplateStanding>? Changed = null);
