using BalanceNotifications.Keys;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Security;

/// <summary>What is wrong with the settings of an issuer.</summary>
internal static class OidcRules
{
    public static IEnumerable<string> Failures(OidcOptions options) => options.Issuers
        .SelectMany(issuer => Failures(issuer.Value).Select(failure => $"{Section(issuer.Key)}:{failure}"))
        .Concat(options.Issuers
            .GroupBy(issuer => issuer.Value.Issuer, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => $"{string.Join(" and ", same.Select(issuer => Section(issuer.Key)))} are the same issuer."));

    private static string Section(string name) =>
        $"{AccessOptions.Section}:{nameof(AccessOptions.Oidc)}:{nameof(OidcOptions.Issuers)}:{name}";

    private static IEnumerable<string> Failures(OidcIssuer issuer)
    {
        if (!Uri.TryCreate(issuer.Authority, UriKind.Absolute, out var authority)
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && issuer.MayBeHttp)))
        {
            yield return $"{nameof(issuer.Authority)} is an https address; http is taken of a loopback address, or with "
                + $"{nameof(issuer.AllowHttp)}.";
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{nameof(issuer.Audiences)} names what this api is called at the issuer.";
        }

        if (string.IsNullOrEmpty(issuer.Organisation) == string.IsNullOrEmpty(issuer.OrganisationClaim)
            || (issuer.OrganisationClaim is not null && issuer.Organisations.Count == 0))
        {
            yield return $"{nameof(issuer.Organisation)} is set, or {nameof(issuer.OrganisationClaim)} with {nameof(issuer.Organisations)}.";
        }

        if ((issuer.Practices.Count == 0) == string.IsNullOrEmpty(issuer.PracticesClaim)
            || issuer.Practices.Any(practice => practice != KeyGrant.EveryPractice && !PracticeSlug.IsWellFormed(practice)))
        {
            yield return $"{nameof(issuer.Practices)} names practices or {KeyGrant.EveryPractice}, or {nameof(issuer.PracticesClaim)} is set.";
        }

        if (issuer.RolesClaim.Length == 0 || issuer.Roles.Count == 0 || issuer.Roles.Values.Any(role => !Roles.All.Contains(role)))
        {
            yield return $"{nameof(issuer.RolesClaim)} and {nameof(issuer.Roles)} say which value gives which of {string.Join(", ", Roles.All)}.";
        }
    }
}
