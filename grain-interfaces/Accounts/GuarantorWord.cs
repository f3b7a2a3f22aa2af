namespace BalanceNotifications.Accounts;

/// <summary>What a guarantor texted to one of a practice's numbers.</summary>
/// <param name="From">The guarantor's number, E.164.</param>
/// <param name="At">When it first reached us.</param>
/// <param name="Wording">The text itself: the evidence of what was asked for.</param>
[GenerateSerializer, Immutable, Alias("guarantor-word")]
public sealed record GuarantorWord(
    [property: Id(0)] WordMeaning Meaning,
    [property: Id(1)] string From,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string Wording);

/// <summary>What a reasonable person reads in a guarantor's text. The numbers are stored; they never change.</summary>
public enum WordMeaning
{
    /// <summary>Nothing that changes what may be sent: for people to read.</summary>
    Other = 0,

    /// <summary>A keyword that the provider itself acts on and confirms.</summary>
    Stop = 1,

    /// <summary>Consent taken back in other words (47 CFR 64.1200(a)(10)).</summary>
    Revocation = 2,

    /// <summary>Somebody else has the number.</summary>
    WrongNumber = 3,

    /// <summary>A keyword that lifts what was stopped.</summary>
    Start = 4,

    /// <summary>A keyword that asks who this is.</summary>
    Help = 5,
}
