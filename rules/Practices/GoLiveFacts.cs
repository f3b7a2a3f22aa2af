using BalanceNotifications.Profiles;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Practices;

/// <summary>What decides whether a practice can go live.</summary>
/// <param name="EmailProviders">Names the silo is configured with; null where every name will do.</param>
/// <param name="PhoneProviders">The same for texts and calls.</param>
/// <param name="HasPortalKey">The api knows the secret that the practice's portal knows a hand-over by.</param>
/// <param name="Templates">Those that profiles in force name.</param>
/// <param name="Tests">The newest test message on each channel.</param>
public sealed record GoLiveFacts(
    PracticeSettings Practice,
    IReadOnlyList<string>? EmailProviders,
    IReadOnlyList<string>? PhoneProviders,
    bool HasPortalKey,
    IReadOnlyList<GoLiveProfile> Profiles,
    IReadOnlyList<GoLiveTemplate> Templates,
    IReadOnlyList<TestSend> Tests)
{
    /// <summary>Relays of which somebody has confirmed what their DKIM signature covers.</summary>
    public IReadOnlyList<string> SigningRelays { get; init; } = [];

    /// <summary>A picture is stored that mails carry.</summary>
    public bool HasLogo { get; init; }
}

/// <param name="Approved">False for one of which no revision is in force.</param>
public sealed record GoLiveProfile(string Name, ProfileUse UsedFor, bool Default, bool Approved);

/// <param name="Sends">It is active, or another takes its place.</param>
/// <param name="Stale">A profile in force still sends an older revision than the newest.</param>
public sealed record GoLiveTemplate(string Label, bool Sends, bool Stale)
{
    /// <summary>An e-mail that the practice's logo stands above, in one of its languages at least.</summary>
    public bool TakesLogo { get; init; }
}

/// <summary>One thing that must be in place.</summary>
/// <param name="Id">Stable, such as <c>sender.email</c>.</param>
/// <param name="Ok">
/// Null for what keeps nobody from going live, and somebody should look after: it cannot be seen from here, or may be meant.
/// </param>
/// <param name="Fix">What to do; null when nothing is.</param>
public sealed record GoLiveCheck(string Id, bool? Ok, string Detail, string? Fix);
