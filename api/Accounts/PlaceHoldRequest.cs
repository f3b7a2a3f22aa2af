using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

/// <summary>The body of <c>POST …/holds</c>.</summary>
/// <param name="HoldId">The client's own id; ours when left out. With the same body it is a repeat.</param>
/// <param name="Until">When it ends by itself; null until it is taken off.</param>
public sealed record PlaceHoldRequest(
    HoldReason? Reason = null, DateTimeOffset? Until = null, string? Note = null, string? HoldId = null)
{
    internal Hold Read(FieldChecks checks, RequestOrigin origin)
    {
        if (Until <= origin.Now)
        {
            checks.Add("until", "Has passed.");
        }

        return new(
            checks.ClientIdOf(HoldId ?? Guid.CreateVersion7(origin.Now).ToString(), "holdId"),
            checks.Required(Reason, "reason"),
            Until?.ToUniversalTime(),
            checks.Note(Note, "note") ?? "",
            origin.Now,
            origin.Actor);
    }
}

/// <summary>A hold as it stands.</summary>
public sealed record HoldResponse(
    string HoldId, HoldReason Reason, DateTimeOffset? Until, string Note, DateTimeOffset PlacedAt, string PlacedBy)
{
    internal static HoldResponse From(Hold hold) =>
        new(hold.Id, hold.Reason, hold.Until, hold.Note, hold.PlacedAt, hold.PlacedBy);
}
