using BalanceNotifications.Contact;

namespace BalanceNotifications.Accounts;

/// <summary>What a search looks for: the beginning of a number or a name, and an address where the text is one.</summary>
/// <param name="Text">
/// The beginning of a number, case-sensitive, or of "last-name first-name", in any case.
/// </param>
/// <param name="Email">The keyed hash, where the text is a whole e-mail address; null otherwise.</param>
/// <param name="Phone">The keyed hash, where the text is a whole phone number in any usual spelling; null otherwise.</param>
public sealed record AccountSearch(string Text, byte[]? Email, byte[]? Phone)
{
    /// <param name="salt">The practice's.</param>
    public static AccountSearch Of(string query, ReadOnlySpan<byte> salt)
    {
        var text = query.Trim();
        return new(
            query,
            EmailAddress.IsValid(text) ? AddressHash.Of(salt, Channel.Email, text) : null,
            PhoneNumber.TryNormalise(text, out var e164) ? AddressHash.Of(salt, Channel.Text, e164) : null);
    }
}

/// <summary>Which accounts a list shows.</summary>
/// <param name="Search">Null for every account.</param>
/// <param name="Status">Only those of one list; null for all.</param>
public sealed record AccountFilter(AccountSearch? Search = null, AccountStatus? Status = null);

/// <summary>The lists of accounts that somebody has to look at.</summary>
public enum AccountStatus
{
    /// <summary>Has a hold that has not ended.</summary>
    OnHold,

    /// <summary>Has a switch that a failed delivery set: its address wants mending (V75).</summary>
    ErroredOut,

    /// <summary>Texts or calls are switched on, and no consent to them is recorded.</summary>
    ConsentMissing,
}
