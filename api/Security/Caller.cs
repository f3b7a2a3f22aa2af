using System.Security.Claims;
using BalanceNotifications.Keys;

namespace BalanceNotifications.Security;

/// <summary>Who calls: one credential of an organisation.</summary>
/// <param name="Name">The key's name, or <c>issuer:subject</c>; unique in its organisation, and the actor in the audit trail.</param>
/// <param name="Practices">Slugs, or <see cref="KeyGrant.EveryPractice"/>.</param>
/// <param name="Operator">Marked as whoever runs the installation, which all organisations share.</param>
internal sealed record Caller(
    string Name, string Organisation, IReadOnlyList<string> Practices, IReadOnlyList<string> Roles, bool Operator)
{
    private const string OperatorClaim = "operator";
    private const string OrganisationClaim = "organisation";
    private const string PracticeClaim = "practice";

    public bool EntersEveryPractice => Practices.Contains(KeyGrant.EveryPractice);

    /// <summary>Besides the role, which the endpoint's policy asks for.</summary>
    public bool RunsInstallation => Operator && EntersEveryPractice;

    /// <summary>Can make every key of the organisation: an admin of all its practices.</summary>
    public bool HoldsOrganisation => EntersEveryPractice && Roles.Contains(Security.Roles.Admin);

    public bool MayEnter(string practice) => EntersEveryPractice || Practices.Contains(practice);

    /// <summary>For a handler that takes a caller as its parameter.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));

    public static Caller Of(ClaimsPrincipal user) => new(
        user.Identity?.Name ?? throw new InvalidOperationException("The endpoint is open: nobody has signed in."),
        user.FindFirstValue(OrganisationClaim)!,
        [.. user.FindAll(PracticeClaim).Select(claim => claim.Value)],
        [.. user.FindAll(ClaimTypes.Role).Select(claim => claim.Value)],
        user.HasClaim(OperatorClaim, bool.TrueString));

    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new(ClaimTypes.Name, Name),
            new(OrganisationClaim, Organisation),
            new(OperatorClaim, Operator ? bool.TrueString : bool.FalseString),
            .. Practices.Select(practice => new Claim(PracticeClaim, practice)),
            .. Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ],
        ApiKeyAuthentication.Scheme));
}
