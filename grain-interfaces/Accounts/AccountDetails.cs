namespace BalanceNotifications.Accounts;

/// <summary>What clients write about a guarantor account: who, where, and how to reach them.</summary>
/// <param name="FirstName">May be empty.</param>
/// <param name="Language">BCP 47 language of messages, <c>en</c> when not said.</param>
/// <param name="Email">Null when there is none.</param>
/// <param name="Phone">E.164, null when there is none.</param>
/// <param name="State">US postal state code; null when not known.</param>
/// <param name="PostalCode">Five digits, or ZIP+4; null when not known.</param>
/// <param name="TimeZone">IANA zone, trusted alone; null derives it from postal code and phone.</param>
/// <param name="Profile">Id or name of the statement profile that overrides the default; null for the default.</param>
/// <param name="Preferred">Used in place of the addresses above, each where it is given; null when there are none.</param>
/// <param name="Confidential">
/// A request for confidential communication (45 CFR 164.522(b)): only these addresses are used. Null without one.
/// </param>
[GenerateSerializer, Immutable, Alias("account-details")]
public sealed record AccountDetails(
    [property: Id(0)] string FirstName = "",
    [property: Id(1)] string LastName = "",
    [property: Id(2)] string Language = "en",
    [property: Id(3)] string? Email = null,
    [property: Id(4)] string? Phone = null,
    [property: Id(5)] string? State = null,
    [property: Id(6)] string? PostalCode = null,
    [property: Id(7)] string? TimeZone = null,
    [property: Id(8)] CardOnFile? Card = null,
    [property: Id(9)] string? Profile = null,
    [property: Id(10)] ContactPoints? Preferred = null,
    [property: Id(11)] ContactPoints? Confidential = null)
{
    /// <summary>Instalments agreed to; null when there are none.</summary>
    [Id(30)]
    public PaymentPlan? PaymentPlan { get; init; }
}

/// <summary>Addresses that stand in for a guarantor's own.</summary>
/// <param name="Email">Null when there is none.</param>
/// <param name="Phone">E.164, null when there is none.</param>
[GenerateSerializer, Immutable, Alias("contact-points")]
public sealed record ContactPoints(
    [property: Id(0)] string? Email = null, [property: Id(1)] string? Phone = null);

/// <summary>A card held by the merchant service; we know only what a courtesy notice may say (V7).</summary>
[GenerateSerializer, Immutable, Alias("card-on-file")]
public sealed record CardOnFile(
    [property: Id(0)] string Brand, [property: Id(1)] string Last4, [property: Id(2)] DateOnly? AgreedOn);

/// <summary>Which members of <see cref="AccountDetails"/> a request speaks of; the others stay as they are.</summary>
[Flags]
public enum AccountFields
{
    None = 0,
    FirstName = 1,
    LastName = 2,
    Language = 4,
    Email = 8,
    Phone = 16,
    State = 32,
    PostalCode = 64,
    TimeZone = 128,
    Card = 256,
    Profile = 512,
    Preferred = 1024,
    Confidential = 2048,
    PaymentPlan = 1 << 20,
    All = 4095 | PaymentPlan,
}

/// <summary>A balance as the practice-management system saw it.</summary>
/// <param name="AsOf">
/// The instant it was taken: postings up to then are in it, later ones apply on top, an older snapshot is ignored.
/// Null: the order of arrival counts.
/// </param>
/// <param name="ReceivedAt">
/// When it reached us, where it waited since or may be told twice: it is older than what came meanwhile. Null: now.
/// </param>
/// <param name="Inferred">
/// True when nobody stated it and the statement's amount due stands for it: lower than the one before, it is no sign
/// of a payment. Null: stated.
/// </param>
[GenerateSerializer, Immutable, Alias("balance-snapshot")]
public sealed record BalanceSnapshot(
    [property: Id(0)] Money Balance,
    [property: Id(1)] DateTimeOffset? AsOf,
    [property: Id(2)] DateTimeOffset? ReceivedAt = null,
    [property: Id(3)] bool? Inferred = null);

/// <summary>Creates an account, or changes the named fields of one.</summary>
/// <param name="Number">The account number as the practice writes it, case-sensitive.</param>
/// <param name="Switches">
/// Sets switches on a new account; on an existing one it may lower them and never lifts <c>optedOut</c> or
/// <c>erroredOut</c>.
/// </param>
/// <param name="Consent">Recorded consent to texts and calls; null leaves it.</param>
/// <param name="IfMatch">The ETag the caller has seen; null for any.</param>
/// <param name="Actor">Who asks, for the change log.</param>
/// <param name="RowId">The row of a batch it stands in; told twice, it changes nothing. Null for a request of its own.</param>
/// <param name="ReceivedAt">
/// When it reached us, where it waited since: over newer details it takes none in. Null: now.
/// </param>
[GenerateSerializer, Immutable, Alias("save-account")]
public sealed record SaveAccount(
    [property: Id(0)] string Number,
    [property: Id(1)] AccountDetails Details,
    [property: Id(2)] AccountFields Fields,
    [property: Id(3)] SwitchPatch Switches,
    [property: Id(4)] Evidence? Consent,
    [property: Id(5)] BalanceSnapshot? Balance,
    [property: Id(6)] string? IfMatch,
    [property: Id(7)] string Actor,
    [property: Id(8)] string? RowId = null,
    [property: Id(9)] DateTimeOffset? ReceivedAt = null);

public enum SaveAccountOutcome
{
    Created,
    Saved,

    /// <summary>The account changed since the caller's <c>If-Match</c>.</summary>
    Stale,

    /// <summary>The account was merged into another, and takes nothing any more; the view names it.</summary>
    Merged,
}

[GenerateSerializer, Immutable, Alias("save-account-result")]
public sealed record SaveAccountResult(
    [property: Id(0)] SaveAccountOutcome Outcome, [property: Id(1)] AccountView? Account);

/// <summary>An account as it stands.</summary>
/// <param name="ETag">Covers only what clients write, so a payment does not make a caller's copy stale.</param>
/// <param name="DunningCount">Statements accepted without an adequate payment (V48).</param>
/// <param name="MergedInto">The number of the account that has taken this one's place; null for most.</param>
[GenerateSerializer, Immutable, Alias("account-view")]
public sealed record AccountView(
    [property: Id(0)] string Number,
    [property: Id(1)] AccountDetails Details,
    [property: Id(2)] Money Balance,
    [property: Id(3)] DateTimeOffset? BalanceAsOf,
    [property: Id(4)] int DunningCount,
    [property: Id(5)] SwitchSetting Paperless,
    [property: Id(6)] SwitchSetting Email,
    [property: Id(7)] SwitchSetting Text,
    [property: Id(8)] SwitchSetting Voice,
    [property: Id(9)] Evidence? Consent,
    [property: Id(10)] IReadOnlyList<Hold> Holds,
    [property: Id(11)] string ETag,
    [property: Id(12)] string? MergedInto = null)
{
    /// <summary>When it was moved to collections; null when it is not there.</summary>
    [Id(30)]
    public DateTimeOffset? InCollectionsSince { get; init; }
}
