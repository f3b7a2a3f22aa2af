using System.Collections.Immutable;
using BalanceNotifications.Contact;

namespace BalanceNotifications.Accounts;

/// <summary>An opt-out of an address, or the lift of one, on its way to the practice's suppressions.</summary>
/// <param name="Address">
/// In clear, as the account's details are; the table gets its keyed hash. Null where only that is known.
/// </param>
/// <param name="OptsOut">False for a lift.</param>
/// <param name="At">When the guarantor said so. Of two about one address the newer counts.</param>
internal sealed record AddressNotice(
    Channel Channel, string? Address, bool OptsOut, DateTimeOffset At, string Source, string Wording)
{
    /// <summary>Keyed, of an address that was written to and that the account need not have; null with an address.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>
    /// What changes of switches say about the account's addresses: only what comes with evidence. A change without it
    /// is about the account alone.
    /// </summary>
    /// <param name="changes">Their evidence as <see cref="ToldAhead.Dated"/> dates it.</param>
    public static ImmutableArray<AddressNotice> Of(AccountDetails details, IEnumerable<SwitchChange> changes) =>
        [.. changes.Select(change => Of(details, change)).OfType<AddressNotice>()];

    private static AddressNotice? Of(AccountDetails details, SwitchChange change) =>
        change.Evidence is { } evidence
        && SwitchRules.ChannelOf(change.Switch) is { } channel
        && ContactAddress.Of(details, channel) is { } address
            ? new(
                channel,
                address,
                change.State is SwitchState.OptedOut,
                evidence.At,
                evidence.Source,
                evidence.Wording)
            : null;
}
