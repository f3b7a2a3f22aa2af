using System.Text.RegularExpressions;

namespace BalanceNotifications.Keys;

/// <summary>
/// The name of a key is the actor of what is done with it. No colon, so that it cannot be taken for somebody who came by
/// OpenID Connect (<c>issuer:subject</c>), and none of the names the product uses for itself.
/// </summary>
public static partial class KeyName
{
    public const string Rule =
        "Is 1 to 64 letters, digits, spaces, dots, _ and -, begins with a letter or digit, and is not system or bootstrap.";

    /// <summary>Who makes the first key of an organisation.</summary>
    public const string Bootstrap = "bootstrap";

    private const string Product = "system";

    public static bool IsWellFormed(string name) => Form().IsMatch(name)
        && !name.Equals(Product, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(Bootstrap, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
