using System.Security.Claims;
using BalanceNotifications.Keys;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Security;

/// <summary>From the claims of a token that was verified to who calls.</summary>
internal static class OidcCaller
{
    private const int LongestSubject = 128;

    /// <summary>Null when the token does not say who it is about, or speaks for no organisation that is known here.</summary>
    /// <param name="name">Of the issuer, in the configuration.</param>
    public static Caller? Of(string name, OidcIssuer issuer, IEnumerable<Claim> claims)
    {
        var all = claims.ToLookup(claim => claim.Type, claim => claim.Value, StringComparer.Ordinal);
        var subject = all[issuer.NameClaim].FirstOrDefault();
        var organisation = issuer.OrganisationClaim is { } claim
            ? OneOf(all[claim].Select(value => issuer.Organisations.GetValueOrDefault(value)))
            : issuer.Organisation;
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > LongestSubject || string.IsNullOrEmpty(organisation))
        {
            return null;
        }

        string[] practices = issuer.PracticesClaim is { } practicesClaim
            ? [.. Words(all[practicesClaim]).Where(slug => slug == KeyGrant.EveryPractice || PracticeSlug.IsWellFormed(slug))]
            : [.. issuer.Practices];
        string[] roles =
        [
            .. Words(all[issuer.RolesClaim]).Select(value => issuer.Roles.GetValueOrDefault(value)).OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        return new($"{name}:{subject}", organisation, practices, roles, Operator: false);
    }

    // Who belongs to two would see one by chance.
    private static string? OneOf(IEnumerable<string?> organisations) =>
        organisations.OfType<string>().Distinct(StringComparer.Ordinal).ToArray() is [var one] ? one : null;

    private static IEnumerable<string> Words(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
