using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Security;

/// <summary>
/// The real api, whose pipeline ends where the handlers would begin: who gets that far is told which route it was. So a
/// thousand requests change nothing, and what a handler answers cannot be taken for what access answers.
/// </summary>
internal sealed partial class MatrixHost(ApiHost host) : IAsyncDisposable
{
    public const int LetThrough = 299;
    public const string Operator = "matrix-operator";

    /// <summary>An admin of every practice, and no operator.</summary>
    public const string Everywhere = "matrix-everywhere";

    private const string Reached = "X-Reached";

    /// <summary>Named by the keys of the roles, and there.</summary>
    public const string Own = "matrix-own";

    /// <summary>Of the same organisation, and not named by them.</summary>
    public const string Foreign = "matrix-foreign";

    /// <summary>Named by them, and there in another organisation alone.</summary>
    public const string Abroad = "matrix-abroad";

    /// <summary>Named by them, and nowhere.</summary>
    public const string Unborn = "matrix-unborn";

    public IReadOnlyList<RouteEndpoint> Endpoints { get; } =
    [
        .. host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>(),
    ];

    public static async Task<MatrixHost> StartAsync(string postgres)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var role in Roles.All)
        {
            AddKey(settings, KeyOf(role), [Own, Abroad, Unborn], role);
        }

        AddKey(settings, Everywhere, [KeyGrant.EveryPractice], Roles.Admin);
        AddKey(settings, Operator, [KeyGrant.EveryPractice], Roles.Admin);
        settings[$"Access:Keys:{Operator}:Operator"] = "true";
        return new(await ApiHost.StartAsync(postgres, settings, extend: app => app.Run(context =>
        {
            context.Response.StatusCode = LetThrough;
            context.Response.Headers[Reached] = Ascii(context.GetEndpoint()?.DisplayName);
            return Task.CompletedTask;
        })));
    }

    public static string KeyOf(string role) => $"matrix-{role}";

    public static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"];

    /// <summary>The route as the table spells it.</summary>
    public static string RouteOf(RouteEndpoint endpoint) =>
        Constraint().Replace(endpoint.RoutePattern.RawText!, "{$1}").TrimEnd('/');

    /// <summary>The status, <see cref="LetThrough"/> only when this very endpoint was reached.</summary>
    public async Task<int> AskAsync(RouteEndpoint endpoint, string method, string practice, string? key)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method == "any" ? "GET" : method), PathOf(endpoint, practice));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } body)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.ContentTypes[0]);
        }

        using var response = await host.Client.SendAsync(request);
        return (int)response.StatusCode == LetThrough
            && response.Headers.GetValues(Reached).Single() != Ascii(endpoint.DisplayName) ? 0 : (int)response.StatusCode;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static string PathOf(RouteEndpoint endpoint, string practice) => Parameter().Replace(
        endpoint.RoutePattern.RawText!,
        parameter => parameter.Groups["name"].Value switch
        {
            "practice" => practice,
            "channel" => "email",
            "documentName" => "v1",
            _ when parameter.Value.Contains(":guid", StringComparison.Ordinal) => Guid.Empty.ToString(),
            _ => "1",
        });

    private static void AddKey(
        Dictionary<string, string?> settings, string key, IReadOnlyList<string> practices, string role)
    {
        var section = $"Access:Keys:{key}";
        settings[$"{section}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        settings[$"{section}:Organisation"] = "north";
        settings[$"{section}:Roles:0"] = role;
        for (var index = 0; index < practices.Count; index++)
        {
            settings[$"{section}:Practices:{index}"] = practices[index];
        }
    }

    // Display names hold arrows, which headers cannot.
    private static string Ascii(string? text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text ?? ""));

    [GeneratedRegex(@"\{([A-Za-z]+):[^}]+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)[^}]*\}")]
    private static partial Regex Parameter();
}
