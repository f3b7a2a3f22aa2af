namespace BalanceNotifications.Callbacks;

/// <summary>
/// Where Twilio tells what became of a text. Called again when an answer of ours is late, and out of order: the account
/// takes each report for what it is. What we do not know is answered like the rest, or Twilio would only ask again; what
/// we may not know yet is a 503, so that it does.
/// </summary>
internal static class TextStatusEndpoint
{
    public static void MapTextStatus(this IEndpointRouteBuilder twilio) => twilio
        .MapPost("/status", TakeAsync)
        .WithName("TakeTextStatus")
        .WithSummary("What became of a text; for Twilio alone")
        .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> TakeAsync(
        HttpContext context, ReportDesk desk, CallbackCounts counts, TimeProvider clock)
    {
        var request = TwilioRequest.Of(context);
        if (!Guid.TryParseExact(context.Request.Query["n"], "N", out var notification))
        {
            counts.AddUnknown();
        }
        else if (TextStatus.ReportOf(notification, request.Form, clock.GetUtcNow()) is { } report)
        {
            // Twilio may hang up when the account is busy; what it told is taken all the same.
            await desk.TakeAsync(report, new(Channel.Text, request.Provider), CancellationToken.None);
        }

        return TypedResults.NoContent();
    }
}
