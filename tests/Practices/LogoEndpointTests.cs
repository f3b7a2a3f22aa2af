using System.Net.Http.Headers;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Practices;

[Collection(ApiFixture.Name)]
public sealed class LogoEndpointTests(ApiFixture api)
{
    /// <summary>Begins like one, which is all that is looked at.</summary>
    public static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 1, 2, 3];

    public static TheoryData<byte[], string> Pictures => new()
    {
        { Png, "image/png" },
        { [0xFF, 0xD8, 0xFF, 0xE0, 9], "image/jpeg" },
        { [.. "GIF89a"u8, 1], "image/gif" },
        { [.. "GIF87a"u8, 1], "image/gif" },
    };

    [Theory, MemberData(nameof(Pictures))]
    public async Task What_was_put_is_given_back_as_what_it_is(byte[] picture, string mediaType)
    {
        var path = await api.MakePracticeAsync();

        var put = await PutAsync(api, path, picture, contentType: "application/octet-stream");

        Assert.Equal((201, "\"1\"", $"{path}/logo"), (put.Status, put.ETag, put.Location));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/logo");
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        using var got = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(mediaType, got.Content.Headers.ContentType?.MediaType);
        Assert.Equal("\"1\"", got.Headers.ETag?.Tag);
        Assert.Equal(picture, await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_is_changed_and_removed_under_the_revision_that_was_read_and_each_is_audited()
    {
        var path = await api.MakePracticeAsync();
        await PutAsync(api, path, Png);

        Assert.Equal(428, (await PutAsync(api, path, Png)).Status);
        Assert.Equal(412, (await PutAsync(api, path, Png, "\"7\"")).Status);
        var changed = await PutAsync(api, path, Png, "\"1\"");
        Assert.Equal((204, "\"2\""), (changed.Status, changed.ETag));
        Assert.Equal(428, (await DeleteAsync(path)).Status);
        Assert.Equal(204, (await DeleteAsync(path, "\"2\"")).Status);
        Assert.Equal(404, (await api.GetAsync($"{path}/logo")).Status);
        Assert.Equal(404, (await DeleteAsync(path, "\"3\"")).Status);
        Assert.Equal("\"4\"", (await PutAsync(api, path, Png)).ETag);

        var audit = (await api.GetAsync($"{path}/audit")).Body["items"]!.AsArray().Select(line => (string)line!["action"]!);
        Assert.Equal(
            ["practice.logoSaved", "practice.logoRemoved", "practice.logoSaved", "practice.logoSaved"],
            audit.Where(action => action.StartsWith("practice.logo", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_is_refused()
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal(415, (await PutAsync(api, path, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray())).Status);
        Assert.Equal(415, (await PutAsync(api, path, [])).Status);
        Assert.Equal(413, (await PutAsync(api, path, [.. Png, .. new byte[LogoImage.MostBytes]])).Status);
        Assert.Equal(201, (await PutAsync(api, path, [.. Png, .. new byte[LogoImage.MostBytes - Png.Length]])).Status);
    }

    internal static Task<Answer> PutAsync(
        ApiFixture api, string path, byte[] picture, string? ifMatch = null, string contentType = "image/png")
    {
        var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return AskAsync(api, HttpMethod.Put, path, content, ifMatch);
    }

    private Task<Answer> DeleteAsync(string path, string? ifMatch = null) =>
        AskAsync(api, HttpMethod.Delete, path, null, ifMatch);

    private static async Task<Answer> AskAsync(
        ApiFixture api, HttpMethod method, string path, HttpContent? content, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, $"{path}/logo") { Content = content };
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        // Asks first: a server that refuses a large body closes the connection in the middle of it.
        request.Headers.ExpectContinue = content is not null;
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.OfAsync(response);
    }
}
