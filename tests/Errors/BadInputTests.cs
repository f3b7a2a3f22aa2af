using System.Net.Http.Headers;
using System.Text;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Errors;

/// <summary>What a request gets that cannot be read (design 10).</summary>
[Collection(ApiFixture.Name)]
public sealed class BadInputTests(ApiFixture api)
{
    private const string Path = "/v1/practices/bad-input";

    [Theory]
    [InlineData("""{ "name": "North", """, "brokenJson", "$")]
    [InlineData("""{ "contactHours": { "opens": } }""", "brokenJson", "contactHours.opens")]
    [InlineData("""{ "nmae": "North" }""", "invalidJson", "nmae")]
    [InlineData("""{ "Name": "North" }""", "invalidJson", "Name")]
    [InlineData("""{ "name": "North", "name": "South" }""", "invalidJson", "name")]
    [InlineData("""{ "channels": { "fax": true } }""", "invalidJson", "channels.fax")]
    [InlineData("""{ "name": 7 }""", "invalidJson", "name")]
    [InlineData("""{ "active": "true" }""", "invalidJson", "active")]
    [InlineData("""{ "minimumBalance": "5" }""", "invalidJson", "minimumBalance")]
    [InlineData("""{ "minimumBalance": 1e40 }""", "invalidJson", "minimumBalance")]
    [InlineData("""{ "mode": 1 }""", "invalidJson", "mode")]
    [InlineData("""{ "mode": "sometimes" }""", "invalidJson", "mode")]
    [InlineData("""{ "contactHours": { "opens": "8:00" } }""", "invalidJson", "contactHours.opens")]
    [InlineData("""{ "contactHours": { "days": ["mon", "Tuesday"] } }""", "invalidJson", "contactHours.days[1]")]
    [InlineData("""{ "contactHours": { "holidays": ["2026-02-30"] } }""", "invalidJson", "contactHours.holidays[0]")]
    [InlineData("""{ "name": "Nor\u0000th" }""", "invalidJson", "name")]
    [InlineData("""{ "name": "\ud800" }""", "invalidJson", "name")]
    [InlineData("[]", "invalidJson", "$")]
    public async Task What_cannot_be_read_is_named_by_its_path(string body, string code, string field)
    {
        var refused = await api.PutAsync(Path, body);

        Assert.Equal((400, code), (refused.Status, refused.Code));
        Assert.Equal("application/problem+json", refused.ContentType);
        Assert.Equal([field], refused.Fields);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_body_that_is_missing_is_a_bad_request(string body)
    {
        var refused = await api.PutAsync(Path, body);

        Assert.Equal(400, refused.Status);
        Assert.NotNull(refused.Code);
    }

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_too_large()
    {
        var refused = await api.PutAsync(Path, $$"""{ "name": "{{new string('n', 1024 * 1024)}}" }""");

        Assert.Equal((413, "tooLarge"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Another_content_type_is_not_taken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path)
        {
            Content = new StringContent("name=North", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiKeys.Admin);

        var refused = await Answer.OfAsync(await api.Client.SendAsync(request));

        Assert.Equal((415, "unsupportedMediaType"), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("cursor=!", "cursor")]
    [InlineData("cursor=bm90LWFuLWlk", "cursor")] // not-an-id
    [InlineData("limit=0&cursor=!", "cursor limit")]
    public async Task A_page_that_cannot_be_is_named(string query, string fields)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.GetAsync($"{path}/templates?{query}");

        Assert.Equal((400, "invalid"), (refused.Status, refused.Code));
        Assert.Equal(fields.Split(' '), refused.Fields);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "notFound")]
    [InlineData("GET", "/v1/practices/not-there/templates", 404, "notFound")]
    [InlineData("DELETE", "/v1/practices/not-there", 405, "methodNotAllowed")]
    public async Task Every_error_is_a_problem_with_a_code(string method, string path, int status, string code)
    {
        var refused = await api.Client.AskAsync(new HttpMethod(method), path, ApiKeys.Admin);

        Assert.Equal((status, code), (refused.Status, refused.Code));
        Assert.Equal("application/problem+json", refused.ContentType);
    }
}
