namespace BalanceNotifications.Accounts;

/// <summary>A switch that was set to another state. Part of the stored account state: members are only ever added.</summary>
/// <param name="At">Null where its setting has no date.</param>
/// <param name="By">A key's name, <c>guarantor</c> or <c>system</c>; null where nobody is known.</param>
/// <param name="Sequence">The account's count of writes.</param>
public sealed record SwitchLine(
    SwitchKind Switch, SwitchState From, SwitchState To, DateTimeOffset? At, string? By, long Sequence);
