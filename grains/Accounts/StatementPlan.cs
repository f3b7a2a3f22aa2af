using System.Collections.Immutable;

namespace BalanceNotifications.Accounts;

/// <summary>What a statement was planned by, as of its post or its last re-plan.</summary>
/// <param name="Level">The dunning level it was billed at; 0 when the statement planned nothing.</param>
/// <param name="Rules">Every rule that ever planned something for it: none does so twice.</param>
internal sealed record StatementPlan(Guid Profile, int Revision, int Level, ImmutableArray<string> Rules);
