using System.Text.RegularExpressions;

namespace BalanceNotifications.Contact;

/// <summary>One plain e-mail address: no display name, no comment, no quoted local part, ASCII only.</summary>
public static partial class EmailAddress
{
    /// <summary>RFC 5321 4.5.3.1.3 allows a path of 256 octets, two of them brackets.</summary>
    public const int MaxLength = 254;

    public static bool IsValid(string? address) => address is { Length: <= MaxLength } && Plain().IsMatch(address);

    /// <summary>
    /// The form in which addresses are compared. The local part is case-sensitive by RFC 5321 and by no mailbox
    /// provider, and an opt-out must not be lost on a capital.
    /// </summary>
    public static string Normalise(string address) => address.Trim().ToLowerInvariant();

    [GeneratedRegex(
        @"^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        + @"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\z")]
    private static partial Regex Plain();
}
