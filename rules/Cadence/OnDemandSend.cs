using BalanceNotifications.Templates;

namespace BalanceNotifications.Cadence;

/// <summary>
/// What a person asked to have sent now, outside any cadence (V88). Part of the stored account state: members are only
/// ever added.
/// </summary>
/// <param name="Words">Words of its own, in the form of a template; null where a template gives them.</param>
/// <param name="OverridesContactHours">An admin asked for it while the guarantor was on the phone.</param>
public sealed record OnDemandSend(MessageTemplate? Words, bool OverridesContactHours);
