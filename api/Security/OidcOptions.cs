namespace BalanceNotifications.Security;

/// <summary>Section <c>Access:Oidc</c>: whose tokens count besides API keys.</summary>
internal sealed class OidcOptions
{
    /// <summary>By a name of our own, which stands before the subject in the audit trail.</summary>
    public Dictionary<string, OidcIssuer> Issuers { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>
/// One OpenID Connect issuer, and how its claims become an organisation, practices and roles. Nothing is granted that is
/// not written here: a claim chooses among the values of these tables. Nobody becomes the operator by a token.
/// </summary>
internal sealed class OidcIssuer
{
    /// <summary>
    /// Where <c>/.well-known/openid-configuration</c> is; also what its tokens name as issuer. https, or a loopback
    /// address.
    /// </summary>
    public string Authority { get; init; } = "";

    /// <summary>Takes an authority by http that is not a loopback address. Default: false.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>What this api is called at the issuer; a token for anybody else is refused. At least one.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>Names the caller within the issuer. Default: <c>sub</c>.</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>Of every token; or else <see cref="OrganisationClaim"/>.</summary>
    public string? Organisation { get; init; }

    /// <summary>The claim that chooses one of <see cref="Organisations"/>.</summary>
    public string? OrganisationClaim { get; init; }

    /// <summary>By the value of the claim.</summary>
    public Dictionary<string, string> Organisations { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Of every token: slugs, or <c>*</c>; or else <see cref="PracticesClaim"/>.</summary>
    public IReadOnlyList<string> Practices { get; init; } = [];

    /// <summary>The claim that holds slugs, or <c>*</c>: a list, or words with spaces between.</summary>
    public string? PracticesClaim { get; init; }

    /// <summary>The claim that chooses among <see cref="Roles"/>: a list, or words with spaces between.</summary>
    public string RolesClaim { get; init; } = "";

    /// <summary>By the value of the claim, one of <c>admin</c>, <c>biller</c>, <c>viewer</c>, <c>integration</c>.</summary>
    public Dictionary<string, string> Roles { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What its tokens say under <c>iss</c>.</summary>
    public string Issuer => Authority.TrimEnd('/');

    /// <summary>Whether its keys may come by http.</summary>
    public bool MayBeHttp => AllowHttp || (Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri.IsLoopback);
}
