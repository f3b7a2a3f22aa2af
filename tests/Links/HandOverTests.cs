using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BalanceNotifications.Links;

public sealed class HandOverTests
{
    private const string Portal = "https://portal.example/pay";

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private static readonly QuickPayView Owing = new("100234", "Ann", Money.From(120), new(2026, 12, 14), Held: false);
    private static readonly Guid Notification = Guid.CreateVersion7();

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_portal_can_verify_whose_balance_it_is_and_how_much()
    {
        var result = await VerifyAsync(Of("clinic").TokenFor(PracticeOf, Notification, Owing)!, Secret);

        Assert.True(result.IsValid);
        Assert.Equal("100234", result.Claims["sub"]);
        Assert.Equal("120.00", result.Claims["amountDue"]);
        Assert.Equal("2026-12-14", result.Claims["dueDate"]);
        Assert.Equal("clinic", result.Claims["practice"]);
        Assert.Equal(Notification.ToString(), result.Claims["notification"]);
    }

    [Fact]
    public async Task A_token_is_good_for_minutes_for_one_portal_and_under_one_key()
    {
        var token = Of("clinic").TokenFor(PracticeOf, Notification, Owing)!;
        var old = Of("clinic", Now.AddMinutes(-10)).TokenFor(PracticeOf, Notification, Owing)!;

        Assert.False((await VerifyAsync(token, [.. Secret.Reverse()])).IsValid);
        Assert.False((await VerifyAsync(token, Secret, "https://other.example/pay")).IsValid);
        Assert.False((await VerifyAsync(old, Secret)).IsValid);
    }

    [Fact]
    public void A_practice_without_a_key_hands_nothing_over() =>
        Assert.Null(Of("another").TokenFor(PracticeOf, Notification, Owing));

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("no base64")]
    public void A_key_that_is_none_keeps_the_api_from_starting(string key)
    {
        var result = new QuickPayOptionsValidator().Validate(null, new() { PortalKeys = Keys("clinic", key) });

        Assert.Contains("Links:PortalKeys:north:clinic", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static Practice PracticeOf { get; } = new(
        1, "north", "clinic", [], 1, NorthClinic.Settings with { QuickPay = new(QuickPayMode.Portal, Portal, 30) });

    private static HandOver Of(string practice, DateTimeOffset? now = null) => new(
        Options.Create(new QuickPayOptions { PortalKeys = Keys(practice, Convert.ToBase64String(Secret)) }),
        new FakeTimeProvider(now ?? Now));

    private static Dictionary<string, Dictionary<string, string>> Keys(string practice, string key) =>
        new() { ["north"] = new() { [practice] = key } };

    private static Task<TokenValidationResult> VerifyAsync(string token, byte[] key, string audience = Portal) =>
        new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "balance-notifications",
            ValidAudience = audience,
            IssuerSigningKey = new SymmetricSecurityKey(key),
            ClockSkew = TimeSpan.FromSeconds(30),
        });
}
