namespace BalanceNotifications.Practices;

/// <summary>A practice as it is stored.</summary>
/// <param name="Id">Ours; part of every key. Never shown.</param>
/// <param name="Salt">Permanent and secret: account keys and notification ids are made with it.</param>
public sealed record Practice(
    int Id, string Organisation, string Slug, byte[] Salt, int Revision, PracticeSettings Settings)
{
    /// <summary>Of the logo that is put into mails; null where there is none, and as the api reads it.</summary>
    public int? LogoRevision { get; init; }
}

/// <summary>How a save of something with revisions ended.</summary>
public enum SaveOutcome
{
    Created,
    Saved,

    /// <summary>It has changed since the revision the caller saw.</summary>
    Stale,

    /// <summary>It exists, and the caller did not say which revision it saw.</summary>
    RevisionNeeded,

    NotFound,
}

/// <param name="Value">As it is now; null where there is nothing.</param>
public sealed record SaveResult<T>(SaveOutcome Outcome, T? Value)
    where T : class;
