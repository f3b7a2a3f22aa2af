using System.Collections.Immutable;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Cadence;

/// <summary>
/// A notification's place in the chain of its rule. What follows belongs to one notification at a time: whoever fails
/// hands it on, so that nothing is planned twice. Part of the stored account state: members are only ever added.
/// </summary>
/// <param name="First">The channel the chain began with.</param>
/// <param name="Of">The notification that failed before this one; null for the rule's own.</param>
/// <param name="Next">What is tried when this one fails, in order; empty at the end, and once it was handed on.</param>
public sealed record FallbackPlace(Channel First, Guid? Of, ImmutableArray<FallbackTarget> Next);

/// <summary>One step of a chain, frozen at the plan.</summary>
/// <param name="Template">Null for paper, and where the profile had none for the channel: then it is passed over.</param>
public sealed record FallbackTarget(FallbackStep Step, Guid? Template, int? TemplateRevision);
