using System.Text.RegularExpressions;
using BalanceNotifications.Links;

namespace BalanceNotifications.Delivery.Text;

/// <summary>
/// Which of the texts that Twilio lists is the lost one. To take another for it loses a notification, to miss it texts
/// twice: whatever is not certain is unclear. Pure.
/// </summary>
internal static partial class TextSearch
{
    // How far Twilio's clock may be from ours.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>Before it, nothing can be the lost one.</summary>
    public static DateTimeOffset Since(LostAttempt lost) => lost.StartedAt - ClockTolerance;

    /// <summary>
    /// A call has no body to know it by, and another account may be called at the same number: only its absence is
    /// certain. What it came to, Twilio tells by callback, which names the notification.
    /// </summary>
    public static Finding JudgeCall(LostAttempt lost, IEnumerable<ListedText> listed) =>
        Candidates(lost, listed).Any() ? new Finding.Unclear() : new Finding.Absent();

    public static Finding Judge(LostAttempt lost, IEnumerable<ListedText> listed)
    {
        var candidates = Candidates(lost, listed).ToArray();
        if (candidates.Length == 0)
        {
            return new Finding.Absent();
        }

        // Without a token in ours, or a body in theirs, they cannot be told apart: an account may redact what it keeps.
        if (lost.LinkHash is not { } hash || candidates.Any(text => string.IsNullOrWhiteSpace(text.Body)))
        {
            return new Finding.Unclear();
        }

        return candidates.Where(text => Carries(text.Body!, hash)).ToArray() switch
        {
            [] => new Finding.Absent(),
            [{ Sid: { } sid } found] when TwilioTextStatus.Read(found.Status, found.ErrorCode) is var (fate, reason) =>
                new Finding.Found(sid, fate, reason, found.Segments),
            _ => new Finding.Unclear(),
        };
    }

    private static IEnumerable<ListedText> Candidates(LostAttempt lost, IEnumerable<ListedText> listed) => listed.Where(
        text => text.Direction is not "inbound" && text.Sid != lost.EarlierId && !(text.CreatedAt < Since(lost)));

    private static bool Carries(string body, byte[] hash) => Tokens().Matches(body).Any(
        token => LinkToken.HashOf(token.Value) is { } found && found.AsSpan().SequenceEqual(hash));

    [GeneratedRegex("[A-Za-z0-9_-]+")]
    private static partial Regex Tokens();
}
