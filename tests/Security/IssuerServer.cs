using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BalanceNotifications.Security;

/// <summary>An OpenID Connect issuer: discovery and keys over HTTP, on a port of its own, and tokens that it signs.</summary>
internal sealed class IssuerServer : IAsyncDisposable
{
    public const string Audience = "balance-notifications";

    private static readonly string[] Algorithms = ["RS256"];

    private readonly WebApplication _app;
    private volatile RsaSecurityKey _key = NewKey();
    private int _asked;

    private IssuerServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Address,
            ["jwks_uri"] = $"{Address}/keys",
            ["id_token_signing_alg_values_supported"] = Algorithms,
        }));
        _app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref _asked);
            return Results.Json(new Dictionary<string, object> { ["keys"] = new[] { Published(_key) } });
        });
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>How often its keys were fetched.</summary>
    public int Asked => _asked;

    /// <summary>The key it signs with.</summary>
    public RsaSecurityKey Key => _key;

    public static async Task<IssuerServer> StartAsync()
    {
        var server = new IssuerServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Makes a new key, and withdraws the old one.</summary>
    public void ReplaceKey() => _key = NewKey();

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = $"{Guid.CreateVersion7():n}" };

    /// <param name="change">Of the claims of a clerk at practice <c>token-clinic</c>.</param>
    public string Token(Action<Dictionary<string, object>>? change = null, RsaSecurityKey? key = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            JsonSerializer.Serialize(Claims(change)), new SigningCredentials(key ?? Key, SecurityAlgorithms.RsaSha256));

    /// <summary>A token that nobody signed.</summary>
    public string Unsigned() => $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Encode(JsonSerializer.Serialize(Claims(null)))}.";

    /// <summary>Signed with what anybody can fetch: the public key, taken for a shared secret.</summary>
    public string SignedWithThePublicKey()
    {
        var header = new Dictionary<string, string> { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = Key.KeyId };
        var signed = $"{Encode(JsonSerializer.Serialize(header))}.{Encode(JsonSerializer.Serialize(Claims(null)))}";
        var secret = Encoding.ASCII.GetBytes(Key.Rsa.ExportSubjectPublicKeyInfoPem());
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Dictionary<string, object> Claims(Action<Dictionary<string, object>>? change)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Address,
            ["aud"] = Audience,
            ["sub"] = "clerk-7",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            ["practices"] = new[] { "token-clinic" },
            ["groups"] = new[] { "billing-clerks", "unknown-group" },
        };
        change?.Invoke(claims);
        return claims;
    }

    private static Dictionary<string, string> Published(RsaSecurityKey key)
    {
        var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = key.KeyId,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
