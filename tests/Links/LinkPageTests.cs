using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using Microsoft.AspNetCore.Http;

namespace BalanceNotifications.Links;

public sealed partial class LinkPageTests
{
    private const string Hostile = "<script>alert('x')</script>\"&";

    private static readonly QuickPayView Owing =
        new("100234", "Ann", Money.From(120), new(2026, 12, 14), Held: false);

    [Fact]
    public void A_page_says_who_asks_how_much_until_when_and_how_to_pay()
    {
        var html = QuickPayPages.Due(PracticeOf(), Owing).ToHtml();

        Assert.Contains("<h1>North Clinic</h1>", html, StringComparison.Ordinal);
        Assert.Contains("$120.00", html, StringComparison.Ordinal);
        Assert.Contains("December 14, 2026", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"tel:&#x2B;13125550100\">(312) 555-0100</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("100234", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_merged_into_a_page_is_encoded()
    {
        var practice = PracticeOf(settings => settings with { Name = Hostile, LogoUrl = "https://logo.example/a\"b" });
        var due = Owing with { FirstName = Hostile };

        foreach (var page in new[]
        {
            QuickPayPages.Due(practice, due),
            QuickPayPages.NothingDue(practice, due),
            QuickPayPages.Held(practice, due),
            QuickPayPages.ToPortal(PortalOf(practice), due, "a\"b"),
        })
        {
            var html = page.ToHtml();
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("a\"b", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_hold_shows_no_amount() =>
        Assert.DoesNotContain("$", QuickPayPages.Held(PracticeOf(), Owing).ToHtml(), StringComparison.Ordinal);

    [Fact]
    public async Task A_policy_lets_the_page_do_what_it_does_and_nothing_else()
    {
        var hosted = await AnswerAsync(QuickPayPages.Due(PracticeOf(), Owing));
        var portal = await AnswerAsync(QuickPayPages.ToPortal(PortalOf(PracticeOf()), Owing, "token"));

        Assert.Contains("default-src 'none'", hosted.Policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'; form-action 'none'", hosted.Policy, StringComparison.Ordinal);
        Assert.Contains($"style-src 'sha256-{HashOf(Style(), hosted.Html)}'", hosted.Policy, StringComparison.Ordinal);
        Assert.Contains($"script-src 'sha256-{HashOf(Script(), portal.Html)}'", portal.Policy, StringComparison.Ordinal);
        Assert.EndsWith("form-action https://portal.example", portal.Policy, StringComparison.Ordinal);
    }

    private static Practice PracticeOf(Func<PracticeSettings, PracticeSettings>? settings = null) =>
        new(1, "north", "clinic", [], 1, (settings ?? (s => s))(NorthClinic.Settings));

    private static Practice PortalOf(Practice practice) => practice with
    {
        Settings = practice.Settings with
        {
            QuickPay = new(QuickPayMode.Portal, "https://portal.example/pay?from=us", 30),
        },
    };

    private static async Task<(string Html, string Policy)> AnswerAsync(LinkPage page)
    {
        var http = new DefaultHttpContext();
        http.Response.Body = new MemoryStream();
        await page.ExecuteAsync(http);
        return (
            Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()),
            http.Response.Headers.ContentSecurityPolicy.ToString());
    }

    private static string HashOf(Regex part, string html) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(part.Match(html).Groups[1].Value)));

    [GeneratedRegex("<style>(.*)</style>")]
    private static partial Regex Style();

    [GeneratedRegex("<script>(.*)</script>")]
    private static partial Regex Script();
}
