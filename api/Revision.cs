using Microsoft.Net.Http.Headers;

namespace BalanceNotifications;

/// <summary>Revisions as HTTP carries them: <c>ETag: "3"</c> and <c>If-Match: "3"</c> (RFC 9110 section 13.1.1).</summary>
internal static class Revision
{
    // No revision has this number: what we did not issue matches nothing.
    private const int None = -1;

    public static void SetETag(this HttpResponse response, int revision) =>
        response.Headers.ETag = $"\"{revision}\"";

    /// <summary>Null without the header.</summary>
    public static IfMatch? IfMatch(this HttpRequest request)
    {
        var tags = request.GetTypedHeaders().IfMatch;
        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        return tags switch
        {
            [var any] when any.Equals(EntityTagHeaderValue.Any) => new(Revision: null),
            [{ IsWeak: false } tag] when int.TryParse(tag.Tag.AsSpan().Trim('"'), out var revision) => new(revision),
            _ => new(None),
        };
    }
}
