using BalanceNotifications.Accounts;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Inbound;

/// <summary>What a guarantor's text is answered with. Pure.</summary>
public static class InboundReplies
{
    /// <summary>
    /// Null for no answer. An opt-out is confirmed once, and by us only where the provider does not confirm it itself:
    /// the one text that is allowed after it (47 CFR 64.1200(a)(12)). It sells nothing and asks for nothing.
    /// </summary>
    /// <param name="practices">Those that send from the number.</param>
    /// <param name="stopped">Whether the number had been opted out of all of them before.</param>
    /// <param name="byProvider">The provider has answered the keyword already.</param>
    public static string? Of(
        WordMeaning meaning, IReadOnlyList<InboundPractice> practices, bool stopped, bool byProvider) => meaning switch
        {
            _ when practices.Count == 0 => null,
            WordMeaning.Revocation or WordMeaning.WrongNumber when !stopped =>
                $"{Name(practices)}You will get no more texts or automated calls from us at this number.{Phone(practices)}",
            WordMeaning.Help when !byProvider =>
                $"{Name(practices)}Texts about your account.{Phone(practices)} Reply STOP to end them.",
            _ => null,
        };

    // A number that several practices share must not say which of them the guarantor goes to.
    private static string Name(IReadOnlyList<InboundPractice> practices) =>
        practices is [var only] ? $"{only.Name}: " : "";

    private static string Phone(IReadOnlyList<InboundPractice> practices) =>
        practices is [{ Phone: { Length: > 0 } phone }] ? $" Questions? Call {PhoneFormat.Format(phone)}." : "";
}

/// <summary>A practice as somebody who texts it back is told of it.</summary>
/// <param name="Phone">E.164; null when it has none.</param>
public sealed record InboundPractice(string Name, string? Phone);
