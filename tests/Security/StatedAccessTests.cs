using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Builder;

namespace BalanceNotifications.Security;

[Collection(ApiFixture.Name)]
public sealed class StatedAccessTests(PostgresFixture postgres)
{
    public static TheoryData<string, Action<WebApplication>> Forgetful => new()
    {
        { "names no policy of Policies", app => app.MapGet("/v1/forgotten", () => "") },
        { "names no policy of Policies", app => app.MapGet("/v1/forgotten", () => "").RequireAuthorization() },
        { "names no scope", app => app.MapGet("/v1/forgotten", () => "").RequireAuthorization(Policies.Read) },
        { "is open without a reason", app => app.MapGet("/v1/forgotten", () => "").AllowAnonymous() },
        { "is open without a reason", app => app.MapGet("/v1/forgotten", () => "").OpenToAll(" ") },
        {
            "is open and names a policy",
            app => app.MapGet("/v1/forgotten", () => "").OpenToAll("It is public.").RequireAuthorization(Policies.Read)
        },
        {
            "has a practice in its path or its scope",
            app => app.MapGet("/v1/forgotten/{practice}", () => "").RequireAuthorization(Policies.Read).ScopedToOrganisation()
        },
        {
            "has a practice in its path or its scope",
            app => app.MapGet("/v1/forgotten", () => "").RequireAuthorization(Policies.Read).RequirePractice()
        },
    };

    [Theory]
    [MemberData(nameof(Forgetful), DisableDiscoveryEnumeration = true)]
    public async Task A_route_that_does_not_say_who_may_call_it_keeps_the_api_from_starting(
        string fault, Action<WebApplication> map)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ApiHost.StartAsync(postgres.ConnectionString("bn_api"), extend: map));

        Assert.Contains("/v1/forgotten", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_policy_lets_an_admin_in()
    {
        // Who manages keys may give any role: an admin may already do whatever the others may.
        Assert.All(Policies.Roles.Values, roles => Assert.Contains(Roles.Admin, roles));
    }
}
