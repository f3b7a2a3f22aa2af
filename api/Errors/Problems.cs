using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Errors;

/// <summary>
/// Every error the api answers: a problem (RFC 9457) with a stable <c>code</c> for programs and a title for people.
/// </summary>
internal static class Problems
{
    /// <summary>400, naming every offending field at once.</summary>
    public static ProblemHttpResult Invalid(IEnumerable<FieldError> errors, string code = "invalid") =>
        TypedResults.Problem(new HttpValidationProblemDetails(
            errors.GroupBy(error => error.Field, error => error.Message)
                .ToDictionary(field => field.Key, field => field.ToArray(), StringComparer.Ordinal))
        {
            Status = StatusCodes.Status400BadRequest,
            Title = "The request breaks a rule",
            Extensions = { ["code"] = code },
        });

    public static ProblemHttpResult Invalid(FieldChecks checks) => Invalid(checks.Errors);

    /// <param name="what">What there is not, with its article: "a template".</param>
    public static ProblemHttpResult NotFound(string what) =>
        Of(StatusCodes.Status404NotFound, "notFound", $"There is no such {what}");

    public static ProblemHttpResult Stale() => Of(
        StatusCodes.Status412PreconditionFailed,
        "stale",
        "It has changed since",
        "If-Match names another revision than the newest. Read it again and repeat the change.");

    public static ProblemHttpResult RevisionNeeded() => Of(
        StatusCodes.Status428PreconditionRequired,
        "revisionNeeded",
        "Say which revision is meant",
        "It exists: send If-Match with the ETag of what was read.");

    public static ProblemHttpResult Conflict(string code, string title, string? detail = null) =>
        Of(StatusCodes.Status409Conflict, code, title, detail);

    public static ProblemHttpResult Of(int status, string code, string title, string? detail = null) =>
        TypedResults.Problem(
            statusCode: status,
            title: title,
            detail: detail,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });

    /// <summary>For an answer that some middleware gave without a body.</summary>
    public static ProblemHttpResult ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Of(status, "unauthorized", "Authorization: Bearer and an API key are needed"),
        StatusCodes.Status403Forbidden => Of(status, "forbidden", "The key's roles do not allow this"),
        StatusCodes.Status404NotFound => Of(status, "notFound", "There is nothing here"),
        StatusCodes.Status405MethodNotAllowed => Of(status, "methodNotAllowed", "Not with this method"),
        StatusCodes.Status413PayloadTooLarge => Of(status, "tooLarge", "The body is too large"),
        StatusCodes.Status415UnsupportedMediaType => Of(status, "unsupportedMediaType", "Not with this content type"),
        >= 500 => Of(status, "internal", "Something went wrong here"),
        _ => Of(status, "badRequest", "The request cannot be understood"),
    };
}
