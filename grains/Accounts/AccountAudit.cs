using System.Text.Json;
using BalanceNotifications.Audit;

namespace BalanceNotifications.Accounts;

/// <summary>
/// What the audit trail keeps of a changed account: from what to what. The trail is never cleared away, so of what
/// names, reaches or quotes a guarantor it says that it changed, and not what it is. Pure.
/// </summary>
internal static class AccountAudit
{
    private const string Withheld = "withheld";

    /// <summary>As it was and as it is; null for what was not there.</summary>
    public static Dictionary<string, object?> FromTo(object? before, object? after) =>
        new() { ["from"] = before, ["to"] = after };

    /// <summary>By member, those that differ.</summary>
    /// <param name="before">Null for a new account.</param>
    public static IReadOnlyDictionary<string, Dictionary<string, object?>> Changed(
        AccountState? before, AccountState after)
    {
        var changed = new Dictionary<string, Dictionary<string, object?>>(StringComparer.Ordinal);
        var (old, current) = (before?.Details ?? new(), after.Details);
        Add("language", old.Language, current.Language);
        Add("timeZone", old.TimeZone, current.TimeZone);
        Add("profile", old.Profile, current.Profile);
        AddWithheld("firstName", old.FirstName, current.FirstName);
        AddWithheld("lastName", old.LastName, current.LastName);
        AddWithheld("email", old.Email, current.Email);
        AddWithheld("phone", old.Phone, current.Phone);
        AddWithheld("state", old.State, current.State);
        AddWithheld("postalCode", old.PostalCode, current.PostalCode);
        AddWithheld("cardOnFile", old.Card, current.Card);
        AddWithheld("preferred", old.Preferred, current.Preferred);
        AddWithheld("confidential", old.Confidential, current.Confidential);
        Add("paymentPlan", old.PaymentPlan, current.PaymentPlan);
        Add("consentAt", before?.Consent?.At, after.Consent?.At);
        foreach (var (kind, moved) in Changed(before?.Switches, after.Switches))
        {
            changed[kind] = moved;
        }

        return changed;

        void Add<T>(string member, T was, T now)
        {
            if (!EqualityComparer<T>.Default.Equals(was, now))
            {
                changed[member] = FromTo(was, now);
            }
        }

        void AddWithheld<T>(string member, T was, T now)
        {
            if (!EqualityComparer<T>.Default.Equals(was, now))
            {
                changed[member] = FromTo(Shown(was), Shown(now));
            }
        }
    }

    /// <summary>The line of a change of switches, whoever made it.</summary>
    /// <param name="state">As it was before.</param>
    /// <param name="reason">A code; null for none.</param>
    /// <param name="channel">Where it came from; null where that says nothing.</param>
    public static AuditEntry SwitchesSet(
        AccountState state, AccountSwitches switches, string actor, DateTimeOffset now, string? reason = null,
        Channel? channel = null) =>
        AccountCommands.Audit("switches.set", actor, now, state.Number!, new
        {
            channel,
            reason,
            switches = AccountCommands.States(switches),
            changed = Changed(state.Switches, switches),
        });

    // Set again to what it was, a switch may stand on newer evidence: that is a change as well.
    private static Dictionary<string, Dictionary<string, object?>> Changed(
        AccountSwitches? before, AccountSwitches after) => Enum.GetValues<SwitchKind>()
        .Where(kind => before?[kind] != after[kind])
        .ToDictionary(
            kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()),
            kind => FromTo(before is null ? null : Shown(before[kind]), Shown(after[kind])));

    private static object Shown(SwitchSetting setting) => new { setting.State, evidenceAt = setting.Evidence?.At };

    private static string? Shown<T>(T value) => value is null or "" ? null : Withheld;
}
