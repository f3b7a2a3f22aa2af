using System.Globalization;
using System.Security.Cryptography;
using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BalanceNotifications.Links;

/// <summary>
/// Tells a practice's own portal, through the guarantor's browser, whose balance is to be paid: a JWT (RFC 7519), signed
/// with HS256 under the practice's key. It travels in the body of a form, never in an address.
/// </summary>
internal sealed class HandOver(IOptions<QuickPayOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Null when the practice has no key.</summary>
    public string? TokenFor(Practice practice, Guid notification, QuickPayView due)
    {
        if (options.Value.PortalKeyOf(practice.Organisation, practice.Slug) is not { } secret)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var key = new SymmetricSecurityKey(secret) { KeyId = Convert.ToHexStringLower(SHA256.HashData(secret))[..16] };
        return _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "balance-notifications",
            Audience = practice.Settings.QuickPay!.PortalUrl,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new(key, SecurityAlgorithms.HmacSha256),
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = due.Number,
                [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7(now).ToString(),
                ["practice"] = practice.Slug,
                ["notification"] = notification.ToString(),
                ["amountDue"] = due.AmountDue.ToDecimal().ToString("0.00", CultureInfo.InvariantCulture),
                ["currency"] = practice.Settings.Currency,
                ["dueDate"] = due.DueDate!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
        });
    }
}
