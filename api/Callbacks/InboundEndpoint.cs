using System.Xml.Linq;

namespace BalanceNotifications.Callbacks;

/// <summary>Where Twilio hands over what guarantors text back. The answer is TwiML: a text, or none.</summary>
internal static class InboundEndpoint
{
    public static void MapInbound(this IEndpointRouteBuilder twilio) => twilio
        .MapPost("/inbound", TakeAsync)
        .WithName("TakeInboundText")
        .WithSummary("What a guarantor texted back; for Twilio alone")
        .Produces(StatusCodes.Status200OK, contentType: "text/xml");

    private static async Task<IResult> TakeAsync(HttpContext context, InboundDesk desk)
    {
        // Twilio may hang up; what the guarantor asked for is done all the same.
        var reply = await desk.TakeAsync(TwilioRequest.Of(context), CancellationToken.None);
        var response = new XElement("Response", reply is null ? null : new XElement("Message", reply));
        return TypedResults.Text(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{response.ToString(SaveOptions.DisableFormatting)}", "text/xml");
    }
}
