using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Contact;

/// <summary>A US postal code.</summary>
public static partial class PostalCode
{
    /// <summary>Five digits, or ZIP+4 with its hyphen.</summary>
    public static bool IsValid([NotNullWhen(true)] string? code) => code is not null && Zip().IsMatch(code);

    [GeneratedRegex(@"^[0-9]{5}(-[0-9]{4})?\z")]
    private static partial Regex Zip();
}
