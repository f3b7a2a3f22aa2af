namespace BalanceNotifications.Calls;

/// <summary>What is particular to one call; everything else that is said is ours, by language.</summary>
/// <param name="Practice">What the call says it is from.</param>
/// <param name="Phone">The number to call back, digit by digit as a voice reads it. Never the one that calls.</param>
/// <param name="FirstName">Who must confirm to be meant; empty when it is not known.</param>
/// <param name="Language">BCP 47, the guarantor's: of our own words.</param>
/// <param name="Message">The template's words, with the amount: for nobody who has not confirmed.</param>
/// <param name="AskFor">Whom a machine's message names; null for nobody.</param>
/// <param name="MessageLanguage">BCP 47, of <paramref name="Message"/>: the template may not know the guarantor's.</param>
[GenerateSerializer, Immutable, Alias("call-words")]
public sealed record CallWords(
    [property: Id(0)] string Practice,
    [property: Id(1)] string Phone,
    [property: Id(2)] string FirstName,
    [property: Id(3)] string Language,
    [property: Id(4)] string Message,
    [property: Id(5)] string MessageLanguage,
    [property: Id(6)] string? AskFor = null)
{
    // A record would print the message.
    public override string ToString() => nameof(CallWords);
}
