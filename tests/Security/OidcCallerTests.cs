using System.Security.Claims;

namespace BalanceNotifications.Security;

public sealed class OidcCallerTests
{
    [Fact]
    public void Claims_choose_only_among_what_the_configuration_says()
    {
        var issuer = new OidcIssuer
        {
            OrganisationClaim = "tenant",
            Organisations = { ["t-1"] = "north", ["t-2"] = "south" },
            PracticesClaim = "scope",
            RolesClaim = "roles",
            Roles = { ["clerk"] = "biller" },
        };

        var caller = Of(issuer, ("sub", "7"), ("tenant", "t-2"), ("scope", "openid first-clinic Bad/Slug"), ("roles", "clerk admin"))!;

        Assert.Equal(("login:7", "south", false), (caller.Name, caller.Organisation, caller.Operator));
        Assert.Equal(["openid", "first-clinic"], caller.Practices);
        Assert.Equal(["biller"], caller.Roles);
        Assert.Null(Of(issuer, ("sub", "7"), ("tenant", "north")));
        Assert.Null(Of(issuer, ("sub", "7"), ("tenant", "t-1"), ("tenant", "t-2")));
        Assert.Null(Of(issuer, ("tenant", "t-1")));
    }

    [Theory]
    [InlineData("https://login.example", null, true)]
    [InlineData("http://127.0.0.1:5000", null, true)]
    [InlineData("http://login.example", null, false)]
    [InlineData("http://login.example", "AllowHttp", true)]
    [InlineData("ftp://127.0.0.1", null, false)]
    [InlineData("login", null, false)]
    public void Keys_of_an_issuer_come_by_https_unless_they_never_leave_the_machine(string authority, string? allow, bool good)
    {
        var options = new OidcOptions
        {
            Issuers =
            {
                ["login"] = new()
                {
                    Authority = authority, AllowHttp = allow is not null, Audiences = ["api"], Organisation = "north",
                    Practices = ["*"], RolesClaim = "roles", Roles = { ["clerk"] = "biller" },
                },
            },
        };

        Assert.Equal(good, !OidcRules.Failures(options).Any());
    }

    [Fact]
    public void Everything_that_is_missing_of_an_issuer_is_named()
    {
        var failures = OidcRules.Failures(new OidcOptions { Issuers = { ["login"] = new() } }).ToArray();

        Assert.Equal(5, failures.Length);
        Assert.All(failures, failure => Assert.StartsWith("Access:Oidc:Issuers:login:", failure, StringComparison.Ordinal));
    }

    private static Caller? Of(OidcIssuer issuer, params (string Type, string Value)[] claims) =>
        OidcCaller.Of("login", issuer, claims.Select(claim => new Claim(claim.Type, claim.Value)));
}
