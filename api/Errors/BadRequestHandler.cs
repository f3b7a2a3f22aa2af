using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Errors;

/// <summary>
/// A request that cannot be read: 400 naming the first offending JSON path, or what the server already decided (413,
/// 415). Nothing of the request's content is repeated or logged.
/// </summary>
internal sealed class BadRequestHandler : IExceptionHandler
{
    // The root of a document, in JSON path.
    private const string Root = "$";

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException badRequest)
        {
            return false;
        }

        await Answer(badRequest).ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult Answer(BadHttpRequestException exception) => exception switch
    {
        { InnerException: JsonException json } => Problems.Invalid([new(Field(json), Message(json))], Code(json)),
        { StatusCode: StatusCodes.Status400BadRequest } => Problems.Of(
            StatusCodes.Status400BadRequest,
            "badRequest",
            "The request cannot be understood",
            "The body is missing, or a value in the path or query has the wrong type."),
        _ => Problems.ForStatus(exception.StatusCode),
    };

    private static string Field(JsonException json) => json.Path switch
    {
        null or "" or Root => Root,
        var path => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path,
    };

    private static string Code(JsonException json) => IsBroken(json) ? "brokenJson" : "invalidJson";

    private static string Message(JsonException json) => json switch
    {
        _ when IsBroken(json) => $"Not JSON from line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}.",
        _ when IsUnknownMember(json) => "Is not known here.",
        _ => "Has the wrong type or form, or stands here twice.",
    };

    // The reader's own exception is internal to System.Text.Json; it arrives as the inner one.
    private static bool IsBroken(JsonException json) => json.InnerException is JsonException;

    private static bool IsUnknownMember(JsonException json) =>
        json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal);
}
