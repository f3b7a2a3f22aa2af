namespace BalanceNotifications.Keys;

/// <summary>A key as lists show it: everything but its secrets.</summary>
/// <param name="RotatedAt">Null until the first rotation.</param>
/// <param name="PreviousUntil">Until when an older secret is good beside the newest; null when none is.</param>
/// <param name="LastUsedAt">To the minute; null until the first use.</param>
/// <param name="RevokedAt">Null while it is good.</param>
public sealed record StoredKey(
    Guid Id, string Organisation, string Name, KeyGrant Grant, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? RotatedAt, DateTimeOffset? PreviousUntil, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt,
    string? RevokedBy);

/// <summary>A secret and whose it is: the one time that it is known.</summary>
public sealed record IssuedSecret(StoredKey Key, string Secret);

/// <summary>Who holds a secret that was brought.</summary>
/// <param name="Until">When this secret ends; null while it is the newest of its key.</param>
public sealed record KeyHolder(Guid Id, string Organisation, string Name, KeyGrant Grant, DateTimeOffset? Until);

/// <summary>What became of a revocation.</summary>
public enum Revocation
{
    /// <summary>Also when it was revoked before.</summary>
    Revoked,
    NotFound,

    /// <summary>Refused: nobody would be left who can make keys for all of the organisation.</summary>
    LastOfOrganisation,
}
