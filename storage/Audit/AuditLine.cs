using System.Text.Json.Nodes;

namespace BalanceNotifications.Audit;

/// <summary>What is to be written to the audit trail, in the transaction of the change itself.</summary>
/// <param name="Action">For example <c>profile.approved</c>.</param>
/// <param name="Subject">What it was done to: a slug or an id.</param>
/// <param name="Detail">Null for none.</param>
public sealed record AuditLine(string Actor, string Action, string Subject, JsonObject? Detail = null);
