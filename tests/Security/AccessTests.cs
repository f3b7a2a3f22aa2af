using System.Net.Http.Headers;
using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Security;

[Collection(ApiFixture.Name)]
public sealed class AccessTests(ApiFixture api)
{
    [Fact]
    public async Task No_endpoint_under_v1_is_open()
    {
        var endpoints = api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
        {
            Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
            var path = endpoint.RoutePattern.RawText!
                .Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal)
                .Replace("{practice}", "some-clinic", StringComparison.Ordinal);
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)
            {
                var refused = await api.Client.AskAsync(new HttpMethod(method), path, key: null);
                Assert.True(refused.Status == 401, $"{method} {path} answered {refused.Status}");
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer not-a-key")]
    [InlineData("Bearer ")]
    [InlineData("Basic a2V5LW9mLWFkbWluOg==")]
    public async Task Without_a_known_key_there_is_a_challenge(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/practices");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).ToString());
        Assert.Equal("unauthorized", (await Answer.OfAsync(response)).Code);
    }

    [Theory]
    [InlineData("/templates")]
    [InlineData("/profiles")]
    [InlineData("/audit")]
    [InlineData("")]
    public async Task A_practice_of_another_organisation_is_not_there(string resource)
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal(404, (await api.GetAsync($"{path}{resource}", ApiKeys.Stranger)).Status);
        Assert.Equal(404, (await api.GetAsync($"{path}{resource}", ApiKeys.Named)).Status);
        Assert.Equal(200, (await api.GetAsync($"{path}{resource}", ApiKeys.Viewer)).Status);
    }

    [Fact]
    public async Task A_practice_is_looked_for_before_the_body_is_read()
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal(404, (await api.PostAsync($"{path}/templates", "{", ApiKeys.Stranger)).Status);
    }

    [Fact]
    public async Task Two_organisations_may_use_the_same_name()
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal(201, (await api.PutAsync(path, Samples.Practice(), key: ApiKeys.Stranger)).Status);
        Assert.Equal(1, (int)(await api.GetAsync(path)).Body["revision"]!);
    }

    [Theory]
    [InlineData(ApiKeys.Viewer, "/templates", 403)]
    [InlineData(ApiKeys.Integration, "/templates", 403)]
    [InlineData(ApiKeys.Biller, "/templates", 400)] // allowed, and an empty body breaks rules
    [InlineData(ApiKeys.Viewer, "/profiles", 403)]
    [InlineData(ApiKeys.Biller, "/profiles", 400)]
    [InlineData(ApiKeys.Biller, "/profiles/00000000-0000-0000-0000-000000000000/proof", 404)]
    [InlineData(ApiKeys.Biller, "/profiles/00000000-0000-0000-0000-000000000000/approve", 403)]
    [InlineData(ApiKeys.Admin, "/profiles/00000000-0000-0000-0000-000000000000/approve", 404)]
    public async Task A_role_may_do_what_is_its_own(string key, string resource, int status)
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal(status, (await api.PostAsync($"{path}{resource}", new { }, key)).Status);
    }

    [Theory]
    [InlineData(ApiKeys.Biller)]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Integration)]
    public async Task Only_an_admin_sets_up_a_practice(string key)
    {
        Assert.Equal(403, (await api.PutAsync("/v1/practices/no-admin", Samples.Practice(), key: key)).Status);
    }
}
