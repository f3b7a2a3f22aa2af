using System.Text.Encodings.Web;
using BalanceNotifications.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Security;

/// <summary>
/// <c>Authorization: Bearer</c> and an API key (RFC 6750), of the configuration or the database. A token of an issuer goes
/// on to the scheme of that issuer.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    AccessKeys configured, IssuedKeys issued)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Bearer";
    private const string Prefix = $"{Scheme} ";

    /// <summary>What stands behind <c>Bearer</c>; empty when the header says something else.</summary>
    public static ReadOnlySpan<char> TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Prefix.Length).Trim() : [];
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Callbacks bring secrets of their own.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<OpenAccess>() is not null)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var secret = TokenOf(Request);
        if (secret.IsEmpty)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var hash = KeySecret.HashOf(secret);
        return configured.Find(hash) is { } principal ? Task.FromResult(Answer(principal))
            : KeySecret.IsWellFormed(secret) ? FindIssuedAsync(hash)
            : Task.FromResult(Answer(null));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Scheme;
        return Task.CompletedTask;
    }

    private async Task<AuthenticateResult> FindIssuedAsync(byte[] hash) => Answer(await issued.FindAsync(hash));

    private static AuthenticateResult Answer(System.Security.Claims.ClaimsPrincipal? principal) => principal is null
        ? AuthenticateResult.Fail("The key is not known.")
        : AuthenticateResult.Success(new(principal, Scheme));
}
