using System.Text.RegularExpressions;

namespace BalanceNotifications.Accounts;

/// <summary>The natural ids that clients give statements, postings and holds.</summary>
public static partial class ClientId
{
    public const string Form = "Is 1 to 64 of A-Z, a-z, 0-9, '.', '_', ':' and '-'.";

    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
