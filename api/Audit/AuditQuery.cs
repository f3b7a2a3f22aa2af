using System.Globalization;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Audit;

/// <summary>The filters of a trail, taken with <c>[AsParameters]</c>; one left out leaves all in.</summary>
/// <param name="Kind">The first half of the action, such as <c>profile</c> or <c>switches</c>; may be repeated.</param>
/// <param name="Subject">What it was done to: a slug, an id or an account number.</param>
/// <param name="From">The earliest instant, inclusive: RFC 3339 with an offset.</param>
/// <param name="To">The instant at which it ends, exclusive.</param>
internal sealed record AuditQuery(
    string[]? Kind, string? Actor, string? Subject, string? Action, string? From, string? To)
{
    public AuditFilter Read(FieldChecks checks) => new(
        Kind ?? [], Actor, Subject, Action, Instant(From, "from", checks), Instant(To, "to", checks));

    private static DateTimeOffset? Instant(string? text, string field, FieldChecks checks)
    {
        if (text is null)
        {
            return null;
        }

        if (InstantText.TryRead(text, out var instant))
        {
            return instant;
        }

        checks.Add(field, "Is an instant with its offset, such as 2026-11-23T15:00:00Z; a plus is written %2B.");
        return null;
    }
}

/// <summary>Which seals to compute anew, taken with <c>[AsParameters]</c>.</summary>
/// <param name="From">The seal to begin with, from 1: the <c>next</c> of the answer before.</param>
/// <param name="Head">A head as it was written down before, <c>sequence:hash</c>, that must still be there.</param>
internal sealed record VerifyQuery(string? From, string? Head)
{
    public (int From, KnownSeal? Known) Read(FieldChecks checks)
    {
        var from = 1;
        if (From is not null && !(TryRead(From, out from) && from >= 1))
        {
            checks.Add("from", "Is the number of a seal, from 1.");
        }

        if (Head is null)
        {
            return (from, null);
        }

        if (Head.Split(':') is [var number, var hash] && TryRead(number, out var sequence) && sequence >= 1
            && hash.Length == 64)
        {
            return (from, new(sequence, hash.ToLowerInvariant()));
        }

        checks.Add("head", "Is a sequence, a colon and 64 hexadecimal digits.");
        return (from, null);
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
