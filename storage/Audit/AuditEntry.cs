namespace BalanceNotifications.Audit;

/// <summary>One line of the audit trail.</summary>
/// <param name="Action">For example <c>profile.approved</c>.</param>
/// <param name="Subject">What it was done to, for example a template's id. Never a name or an address.</param>
/// <param name="Detail">A JSON object.</param>
public sealed record AuditEntry(Guid Id, DateTimeOffset At, string Actor, string Action, string Subject, string Detail)
{
    /// <summary>What was changed: the first half of the action.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Kind => Action.Split('.')[0];
}
