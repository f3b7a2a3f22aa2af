using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Security;

/// <summary>The contract says of every operation who may call it, and says what the table and the routes say.</summary>
[Collection(ApiFixture.Name)]
public sealed class StatedSecurityTests(ApiFixture api)
{
    [Fact]
    public async Task The_contract_states_the_security_of_every_operation()
    {
        var document = (await api.GetAsync("/openapi/v1.json", key: null)).Body;
        var scheme = document["components"]!["securitySchemes"]![ApiKeyAuthentication.Scheme]!;
        var operations = Operations(document).ToArray();

        Assert.Equal(("http", "bearer"), ((string)scheme["type"]!, (string)scheme["scheme"]!));
        Assert.Null(document["security"]);
        Assert.NotEmpty(operations);
        foreach (var (method, route, operation) in operations)
        {
            var line = RouteTable.All.Single(line => line.Method == method && line.Route == route);
            var asked = Assert.Single(operation["security"]!.AsArray())!.AsObject().Select(scheme => scheme.Key);

            Assert.Equal(line.Open ? Array.Empty<string>() : new[] { ApiKeyAuthentication.Scheme }, asked);
            Assert.Equal(line.Roles, operation["x-roles"]?.AsArray().Select(role => (string)role!) ?? []);
            Assert.Equal(line.Open, operation["x-scope"] is null);
            Assert.Equal(line.NamesPractice, ((string?)operation["x-scope"])?.StartsWith("practice", StringComparison.Ordinal) is true);
            Assert.Contains(line.Open ? "Open: " : "Roles: ", (string)operation["description"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_route_of_the_contract_is_served_and_every_served_route_under_v1_is_in_it()
    {
        var document = (await api.GetAsync("/openapi/v1.json", key: null)).Body;
        var described = Operations(document).Select(operation => $"{operation.Method} {operation.Route}").ToHashSet();
        var served = api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(endpoint => MatrixHost.MethodsOf(endpoint).Select(method => $"{method} {MatrixHost.RouteOf(endpoint)}"))
            .ToHashSet();

        Assert.Empty(described.Except(served));
        Assert.Empty(served.Where(route => route.Contains(" /v1/", StringComparison.Ordinal)).Except(described));
    }

    private static IEnumerable<(string Method, string Route, JsonNode Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value is JsonObject && operation.Key is not "parameters"
        select (operation.Key.ToUpperInvariant(), path.Key.TrimEnd('/'), operation.Value);
}
