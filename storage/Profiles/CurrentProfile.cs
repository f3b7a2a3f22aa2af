using BalanceNotifications.Practices;

namespace BalanceNotifications.Profiles;

/// <summary>A profile as it stands.</summary>
/// <param name="ApprovedRevision">The one that plans; null while none does.</param>
/// <param name="Pause">Null while it is not paused.</param>
public sealed record CurrentProfile(StoredProfile Newest, int? ApprovedRevision, Pause? Pause = null);

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

    /// <summary>Another profile of the practice has this name, letter case aside.</summary>
    NameTaken,

    /// <summary>Another profile is the default for the same use.</summary>
    DefaultExists,

    /// <summary>A template it names has been deleted, or is inactive and has no replacement.</summary>
    TemplateGone,
}

/// <param name="Profile">As it is now; null unless <see cref="ProfileOutcome.Done"/>.</param>
public sealed record ProfileResult(ProfileOutcome Outcome, CurrentProfile? Profile);
