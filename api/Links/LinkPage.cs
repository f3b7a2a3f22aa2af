using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace BalanceNotifications.Links;

/// <summary>
/// One plain page for a guarantor, which nobody keeps, indexes or frames, and on which nothing runs but what its policy
/// names. Everything merged into it is encoded.
/// </summary>
/// <param name="Title">Also the heading.</param>
/// <param name="Body">Below the heading.</param>
internal sealed record LinkPage(int Status, string Title, IHtmlContent Body) : IResult
{
    private const string Style =
        "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
        + "background:#fff}img{max-width:100%;max-height:6rem}h1{font-size:1.4rem}dt{font-weight:600}"
        + "dd{margin:0 0 1rem;font-size:1.6rem}a{color:#0b4f9c}button{font:inherit;padding:.7rem 1.4rem;border:0;"
        + "border-radius:.3rem;background:#0b4f9c;color:#fff}";

    private static readonly string StyleHash = HashOf(Style);

    /// <summary>Shown above the heading; https, or null.</summary>
    public string? Logo { get; init; }

    /// <summary>The one script of the page; null for none.</summary>
    public string? Script { get; init; }

    /// <summary>Where its form leads; null for none.</summary>
    public string? FormAction { get; init; }

    /// <summary>Its form leads back to the page's own address.</summary>
    public bool FormToItself { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy();
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(
                System.Globalization.CultureInfo.InvariantCulture);
        }

        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.WriteAsync(ToHtml(), httpContext.RequestAborted);
        }
    }

    public string ToHtml()
    {
        var page = new HtmlContentBuilder()
            .AppendHtml("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .AppendHtml("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .AppendHtml("<meta name=\"robots\" content=\"noindex,nofollow\">")
            .AppendFormat("<title>{0}</title>", Title)
            .AppendHtml($"<style>{Style}</style></head><body><main>");
        if (Logo is { } logo)
        {
            page.AppendFormat("<img src=\"{0}\" alt=\"\" referrerpolicy=\"no-referrer\">", logo);
        }

        page.AppendFormat("<h1>{0}</h1>", Title).AppendHtml(Body).AppendHtml("</main>");
        if (Script is { } script)
        {
            page.AppendHtml($"<script>{script}</script>");
        }

        page.AppendHtml("</body></html>");
        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        page.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private string Policy() => string.Join("; ",
    [
        "default-src 'none'", $"style-src 'sha256-{StyleHash}'", "base-uri 'none'", "frame-ancestors 'none'",
        Logo is { } logo ? $"img-src {OriginOf(logo)}" : "img-src 'none'",
        Script is { } script ? $"script-src 'sha256-{HashOf(script)}'" : "script-src 'none'",
        FormAction is { } action ? $"form-action {OriginOf(action)}"
            : FormToItself ? "form-action 'self'" : "form-action 'none'",
    ]);

    // A path could hold what a policy gives a meaning; an origin cannot.
    private static string OriginOf(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);

    private static string HashOf(string source) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
}
