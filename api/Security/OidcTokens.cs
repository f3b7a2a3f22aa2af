using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BalanceNotifications.Security;

/// <summary>Bearer tokens of OpenID Connect issuers: one scheme an issuer, chosen by what the token says it is from.</summary>
internal static class OidcTokens
{
    // The issuer's key is public: with a symmetric algorithm anybody could sign.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // A key that was withdrawn is refused after this at the latest; the shortest that the library takes.
    private static readonly TimeSpan KeysKept = ConfigurationManager<OpenIdConnectConfiguration>.MinimumAutomaticRefreshInterval;

    // A token under an unknown key has the issuer asked again, no more often than this.
    private static readonly TimeSpan AskedAgain = TimeSpan.FromSeconds(30);

    /// <param name="access">The section <c>Access</c>.</param>
    public static void AddOidcTokens(this AuthenticationBuilder builder, IConfiguration access)
    {
        var issuers = access.GetSection($"{nameof(AccessOptions.Oidc)}:{nameof(OidcOptions.Issuers)}").GetChildren()
            .Select(issuer => issuer.Key).ToArray();
        if (issuers.Length == 0)
        {
            return;
        }

        // What AddJwtBearer does, but for its reading a section of its own that could undo what stands here.
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>());
        foreach (var name in issuers)
        {
            builder.AddScheme<JwtBearerOptions, JwtBearerHandler>(SchemeOf(name), null, null);
            builder.Services.AddOptions<JwtBearerOptions>(SchemeOf(name))
                .Configure<IOptions<AccessOptions>, TimeProvider>((token, options, clock) =>
                    Configure(token, name, options.Value.Oidc.Issuers[name], clock))
                // Else a key that the issuer has withdrawn would be good for another hour.
                .PostConfigure(token => ((BaseConfigurationManager)token.ConfigurationManager!).UseLastKnownGoodConfiguration = false);
        }

        builder.Services.Configure<AuthenticationSchemeOptions>(
            ApiKeyAuthentication.Scheme, keys => keys.ForwardDefaultSelector = SchemeOf);
    }

    private static string SchemeOf(string name) => $"Oidc:{name}";

    /// <summary>The scheme of the issuer that a token claims to be from; null for an API key.</summary>
    private static string? SchemeOf(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenAccess>() is not null)
        {
            return null;
        }

        var token = ApiKeyAuthentication.TokenOf(context.Request);
        if (token.Count('.') != 2 || IssuerOf(token.ToString()) is not { } claimed)
        {
            return null;
        }

        return context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.Oidc.Issuers
            .Where(issuer => issuer.Value.Issuer == claimed.TrimEnd('/'))
            .Select(issuer => SchemeOf(issuer.Key))
            .FirstOrDefault();
    }

    private static string? IssuerOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static void Configure(JwtBearerOptions token, string name, OidcIssuer issuer, TimeProvider clock)
    {
        token.Authority = issuer.Authority;
        token.RequireHttpsMetadata = !issuer.MayBeHttp;
        token.MapInboundClaims = false;
        token.IncludeErrorDetails = false;
        token.SaveToken = false;
        token.AutomaticRefreshInterval = KeysKept;
        token.RefreshInterval = AskedAgain;
        token.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudiences = issuer.Audiences,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires is not null && clock.GetUtcNow() < expires.Value + ClockSkew
                && (notBefore is null || clock.GetUtcNow() >= notBefore.Value - ClockSkew),
        };
        token.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                if (OidcCaller.Of(name, issuer, ((JsonWebToken)context.SecurityToken).Claims) is { } caller)
                {
                    context.Principal = caller.ToPrincipal();
                }
                else
                {
                    context.Fail("The token speaks for nobody who is known here.");
                }

                return Task.CompletedTask;
            },
        };
    }
}
