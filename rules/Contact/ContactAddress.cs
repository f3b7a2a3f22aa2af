using BalanceNotifications.Accounts;

namespace BalanceNotifications.Contact;

/// <summary>Which of a guarantor's addresses a channel uses.</summary>
public static class ContactAddress
{
    /// <summary>
    /// A request for confidential communication (45 CFR 164.522(b)) beats everything: where there is one, only its
    /// addresses are used, and a channel that it does not name has none. Otherwise the preferred address, otherwise
    /// the account's own.
    /// </summary>
    /// <returns>Null when the channel has no address.</returns>
    public static string? Of(AccountDetails account, Channel channel) => account.Confidential is { } only
        ? Of(only, channel)
        : Of(account.Preferred, channel) ?? channel switch
        {
            Channel.Email => account.Email,
            Channel.Text or Channel.Voice => account.Phone,
        };

    private static string? Of(ContactPoints? points, Channel channel) => channel switch
    {
        Channel.Email => points?.Email,
        Channel.Text or Channel.Voice => points?.Phone,
    };
}
