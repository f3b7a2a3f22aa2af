using System.Text.Json;

namespace BalanceNotifications.Audit;

/// <summary>One line of the audit trail.</summary>
/// <param name="Actor">The name of the key, or <c>guarantor</c> or <c>system</c>.</param>
/// <param name="Action">For example <c>profile.approved</c>.</param>
/// <param name="Kind">What was changed: the first half of the action.</param>
/// <param name="Subject">What it was done to: a slug, an id or an account number.</param>
/// <param name="Detail">With <c>changed</c>: by member, <c>from</c> what <c>to</c> what.</param>
internal sealed record AuditResponse(
    Guid Id, DateTimeOffset At, string Actor, string Action, string Kind, string Subject, JsonElement Detail)
{
    public static AuditResponse From(AuditEntry entry) => new(
        entry.Id, entry.At, entry.Actor, entry.Action, entry.Kind, entry.Subject,
        Database.FromJson<JsonElement>(entry.Detail));
}

/// <summary>What came of computing the seals of a trail anew.</summary>
/// <param name="Ok">No seal that was looked at is broken.</param>
/// <param name="Seals">How many hold.</param>
/// <param name="Rows">How many lines they cover.</param>
/// <param name="Unsealed">Lines that no seal covers yet; null before the end of the chain.</param>
/// <param name="Head">The last seal that holds: written down elsewhere it shows later that nothing was cut off.</param>
/// <param name="Broken">The first seal that does not hold; null when all do.</param>
/// <param name="Late">
/// Lines that say that they are more than an hour older than the seal before theirs. An account tells its changes late
/// after an outage; otherwise somebody has dated a line back.
/// </param>
/// <param name="FirstLate">The first seal with such lines.</param>
/// <param name="Next">The <c>from</c> to go on with; null at the end.</param>
internal sealed record VerifyResponse(
    bool Ok, int Seals, long Rows, long? Unsealed, string? Head, BrokenSeal? Broken, long Late, int? FirstLate, int? Next)
{
    public static VerifyResponse From(AuditVerdict verdict) => new(
        verdict.Broken is null, verdict.Seals, verdict.Rows, verdict.Unsealed,
        verdict.Chain.Sequence == 0 ? null : $"{verdict.Chain.Sequence}:{verdict.Chain.Hash}", verdict.Broken,
        verdict.Late, verdict.FirstLate, verdict.Next);
}
