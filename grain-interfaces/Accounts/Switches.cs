namespace BalanceNotifications.Accounts;

/// <summary>One of the four preferences a guarantor has (V79). The numbers are stored; they never change.</summary>
public enum SwitchKind
{
    Paperless = 0,
    Email = 1,
    Text = 2,
    Voice = 3,
}

/// <summary>The three states of a switch (V79). The numbers are stored; they never change.</summary>
public enum SwitchState
{
    OptedOut = 0,
    OptedIn = 1,

    /// <summary>Set by the system after a permanent delivery failure; lifted by a staff edit of the address.</summary>
    ErroredOut = 2,
}

/// <summary>
/// The four switches as a client states them. Null leaves a switch as it is, or at the practice's default on a new
/// account.
/// </summary>
[GenerateSerializer, Immutable, Alias("switch-patch")]
public sealed record SwitchPatch(
    [property: Id(0)] SwitchState? Paperless = null,
    [property: Id(1)] SwitchState? Email = null,
    [property: Id(2)] SwitchState? Text = null,
    [property: Id(3)] SwitchState? Voice = null)
{
    public SwitchState? this[SwitchKind kind] => kind switch
    {
        SwitchKind.Paperless => Paperless,
        SwitchKind.Email => Email,
        SwitchKind.Text => Text,
        SwitchKind.Voice => Voice,
    };
}

/// <summary>Why a switch stands where it stands: what was said, where, and when.</summary>
/// <param name="At">When the guarantor said so; lifting a switch needs one newer than what set it.</param>
/// <param name="Source">Where it was recorded, for example "intake form".</param>
/// <param name="Wording">What was said or agreed to; may be empty.</param>
[GenerateSerializer, Immutable, Alias("evidence")]
public sealed record Evidence(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Source,
    [property: Id(2)] string Wording);

/// <summary>One switch as it stands.</summary>
/// <param name="Reason">Free text of the one who set it; null for a default.</param>
/// <param name="Evidence">Null for a default.</param>
/// <param name="ChangedAt">When it was last set; null for a default.</param>
[GenerateSerializer, Immutable, Alias("switch-setting")]
public sealed record SwitchSetting(
    [property: Id(0)] SwitchState State,
    [property: Id(1)] string? Reason = null,
    [property: Id(2)] Evidence? Evidence = null,
    [property: Id(3)] DateTimeOffset? ChangedAt = null,
    [property: Id(4)] string? ChangedBy = null);

/// <summary>The request of <c>PUT …/switches</c> for one switch.</summary>
/// <param name="Evidence">Required to lift <c>optedOut</c> or <c>erroredOut</c>.</param>
[GenerateSerializer, Immutable, Alias("switch-change")]
public sealed record SwitchChange(
    [property: Id(0)] SwitchKind Switch,
    [property: Id(1)] SwitchState State,
    [property: Id(2)] string? Reason,
    [property: Id(3)] Evidence? Evidence);

/// <summary>How a request to set switches ended.</summary>
public enum SetSwitchesOutcome
{
    Applied,

    /// <summary>The account was never created.</summary>
    NoAccount,

    /// <summary>A lift came without evidence, or with evidence not newer than what set the switch.</summary>
    EvidenceNeeded,

    /// <summary>The account was merged into another, and takes nothing any more; the view names it.</summary>
    Merged,
}

/// <param name="Refused">The switches that could not be lifted; then none was changed.</param>
[GenerateSerializer, Immutable, Alias("set-switches-result")]
public sealed record SetSwitchesResult(
    [property: Id(0)] SetSwitchesOutcome Outcome,
    [property: Id(1)] AccountView? Account,
    [property: Id(2)] IReadOnlyList<SwitchKind> Refused);
